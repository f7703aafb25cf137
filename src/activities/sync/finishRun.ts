import type { EntityManager } from '@mikro-orm/postgresql';
import { type ErrorCode, errorEntry } from '../../contracts/errorCodes.ts';
import type { FinishedRun, RunFailure, RunRef, SyncOutcome } from '../../contracts/sync.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { readOpenIncidents } from '../../db/sql/incidents/readOpenIncidents.ts';
import { type LockedRun, lockRun } from '../../db/sql/runs/lockRun.ts';
import { recordSync } from '../../db/sql/runs/recordSync.ts';
import { requestsWait } from '../../db/sql/runs/requestsWait.ts';
import { withClient } from '../../db/tenantScope.ts';
import { type ConsentCalendar, consentPhaseAt } from '../../domain/consentClock.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createBankIncidents } from '../grants/bankIncidents.ts';
import { createRefusalJudge } from '../grants/judgeRefusal.ts';
import { endConsent } from '../lifecycle/endConsent.ts';
import { StepError } from '../stepError.ts';
import { endRun } from './endRun.ts';
import { longestParkedMs, presentSince } from './limits.ts';

const role = 'kontosync_worker' as const;
const refusesConsents: ErrorCode = 'bank_refuses_consents';

export interface FinishRunInput extends RunRef {
  readonly cancelled: boolean;
  readonly failure?: RunFailure;
}

/**
 * Ends the run by how its parts ended, and says whether requests wait for another one. Any number of times: a run that
 * has ended, or is parked, stays as it is, and only the requests are looked at anew.
 */
export function createFinishRun(deps: ActivityDeps): (input: FinishRunInput) => Promise<FinishedRun> {
  const { orm, bank, clock } = deps;
  const judge = createRefusalJudge(deps);
  const incidents = createBankIncidents(deps);
  const calendar = { timeZone: bank.descriptor.timeZone, dayMs: deps.settings.consentDayMs };

  /** a refused consent is judged before the run ends, and once. */
  const judged = async (input: FinishRunInput): Promise<FinishRunInput> => {
    const { clientId, runId, failure } = input;
    if (failure === undefined || !isOfConsent(failure)) return input;
    const run = await withClient(orm.em, { clientId, role }, (em) => lockRun(em, clientId, runId));
    if (run?.status !== 'running') return input;
    const ref = { clientId, connectionId: run.connectionId };
    const verdict = await judge(ref, { code: failure.code, heardSinceMs: run.startedAtMs });
    return verdict === 'held' ? { ...input, failure: { code: refusesConsents } } : input;
  };

  return async (reported) => {
    const input = await judged(reported);
    const { clientId, runId } = input;
    const ended = await withClient(orm.em, { clientId, role }, async (em) => {
      const nowMs = clock.now();
      const run = await lockRun(em, clientId, runId);
      if (run === null) throw new StepError('not_found');
      const wasOpen = run.status === 'running';
      const { outcome, recovered } =
        run.status === 'running'
          ? await end(em, input, run, { ...calendar, nowMs })
          : { outcome: run.status, recovered: false };
      const code = wasOpen ? input.failure?.code : run.errorCode;
      // Parked although a person was present: another run at once would hear the same from the bank, again and again.
      const isShut = outcome === 'parked' && run.attended;
      const waits =
        !isShut &&
        (await requestsWait(em, {
          clientId,
          connectionId: run.connectionId,
          presentSince: outcome === 'parked' ? presentSince(nowMs) : null,
        }));
      return {
        ref: { clientId, connectionId: run.connectionId },
        incidents: wasOpen && isComplete(outcome) ? await readOpenIncidents(em, bank.descriptor.bank) : [],
        finished: {
          outcome,
          requestsWait: waits,
          ...(recovered ? { recovered } : {}),
          ...(reported.failure !== undefined && code === refusesConsents ? { code: refusesConsents } : {}),
        },
      };
    });
    await incidents.servesConsents(ended.ref, ended.incidents);
    return ended.finished;
  };
}

const isOfConsent = ({ code }: RunFailure): boolean => errorEntry(code).class === 'needs_reconsent';
const isComplete = (outcome: SyncOutcome): boolean => outcome === 'complete' || outcome === 'complete_unverified';

async function end(
  em: EntityManager,
  { clientId, runId, cancelled, failure }: FinishRunInput,
  run: LockedRun,
  { nowMs, ...calendar }: ConsentCalendar & { readonly nowMs: number },
): Promise<{ readonly outcome: SyncOutcome; readonly recovered: boolean }> {
  const at = new Date(nowMs);
  const { connectionId, startedAtMs } = run;
  const status = await endRun(em, {
    clientId,
    runId,
    run,
    cancelled,
    failureCode: failure?.code ?? null,
    mayPark: nowMs - startedAtMs < longestParkedMs,
    at,
  });
  const found = isComplete(status) ? await recordSync(em, clientId, connectionId, at) : null;
  // Only the person's consent demotes: what the bank holds against this service is no connection's fault.
  if (failure !== undefined && isOfConsent(failure))
    await endConsent(em, { clientId, connectionId }, { code: failure.code, heardSinceMs: startedAtMs });
  if (found?.status !== 'needs_operator') return { outcome: status, recovered: false };
  // A person has retried, and all was read: nothing is left for an operator (D.2).
  const { consentExpiresMs } = found;
  const phase = consentExpiresMs === null ? 'active' : consentPhaseAt(consentExpiresMs, calendar, nowMs).kind;
  const recovered =
    phase !== 'ended' &&
    (await setConnectionStatus(em, { clientId, connectionId, to: phase, reason: null, actor: 'workflow' }));
  return { outcome: status, recovered };
}
