import type { EntityManager } from '@mikro-orm/postgresql';
import { errorEntry } from '../../contracts/errorCodes.ts';
import type { FinishedRun, RunFailure, RunRef, SyncOutcome } from '../../contracts/sync.ts';
import { type LockedRun, lockRun } from '../../db/sql/runs/lockRun.ts';
import { recordSync } from '../../db/sql/runs/recordSync.ts';
import { requestsWait } from '../../db/sql/runs/requestsWait.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { endConsent } from '../lifecycle/endConsent.ts';
import { StepError } from '../stepError.ts';
import { endRun } from './endRun.ts';
import { longestParkedMs, presentSince } from './limits.ts';

export interface FinishRunInput extends RunRef {
  readonly cancelled: boolean;
  readonly failure?: RunFailure;
}

/**
 * Ends the run by how its parts ended, and says whether requests wait for another one. Any number of times: a run that
 * has ended, or is parked, stays as it is, and only the requests are looked at anew.
 */
export const createFinishRun =
  ({ orm, clock }: ActivityDeps) =>
  (input: FinishRunInput): Promise<FinishedRun> =>
    withClient(orm.em, { clientId: input.clientId, role: 'kontosync_worker' }, async (em) => {
      const { clientId, runId } = input;
      const nowMs = clock.now();
      const run = await lockRun(em, clientId, runId);
      if (run === null) throw new StepError('not_found');
      const outcome = run.status === 'running' ? await end(em, input, run, nowMs) : run.status;
      // Parked although a person was present: another run at once would hear the same from the bank, again and again.
      const isShut = outcome === 'parked' && run.attended;
      const waits =
        !isShut &&
        (await requestsWait(em, {
          clientId,
          connectionId: run.connectionId,
          presentSince: outcome === 'parked' ? presentSince(nowMs) : null,
        }));
      return { outcome, requestsWait: waits };
    });

async function end(
  em: EntityManager,
  { clientId, runId, cancelled, failure }: FinishRunInput,
  run: LockedRun,
  nowMs: number,
): Promise<SyncOutcome> {
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
  if (status === 'complete' || status === 'complete_unverified') await recordSync(em, clientId, connectionId, at);
  // Only the person's consent demotes: what the bank holds against this service is no connection's fault.
  if (failure !== undefined && errorEntry(failure.code).class === 'needs_reconsent')
    await endConsent(em, { clientId, connectionId }, { code: failure.code, heardSinceMs: startedAtMs });
  return status;
}
