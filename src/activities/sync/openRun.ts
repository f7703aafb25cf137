import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Context } from '@temporalio/activity';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import { syncWorkflowId } from '../../contracts/ids.ts';
import type { OpenedRun, SyncTrigger } from '../../contracts/sync.ts';
import { syncRefusal } from '../../contracts/syncRefusal.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { adoptRun } from '../../db/sql/runs/adoptRun.ts';
import { endClaim } from '../../db/sql/runs/endClaim.ts';
import { findOpenRun, type OpenRunRow } from '../../db/sql/runs/findOpenRun.ts';
import { type Execution, insertRun } from '../../db/sql/runs/insertRun.ts';
import { listRequests, type RequestRow } from '../../db/sql/runs/listRequests.ts';
import { listRunAccounts } from '../../db/sql/runs/listRunAccounts.ts';
import { lockConnection } from '../../db/sql/runs/lockConnection.ts';
import { lockSyncableAccounts } from '../../db/sql/runs/lockSyncableAccounts.ts';
import { recordAttempt } from '../../db/sql/runs/recordAttempt.ts';
import { tieRequests } from '../../db/sql/runs/tieRequests.ts';
import { withClient } from '../../db/tenantScope.ts';
import { addDays, bankToday } from '../../domain/calendarDate.ts';
import { planRunParts } from '../../domain/ledger/runWindow.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { endRun } from './endRun.ts';
import { longestParkedMs, longestRunMs, presentSince } from './limits.ts';

export interface OpenRunInput {
  readonly clientId: string;
  readonly connectionId: string;
  readonly trigger: SyncTrigger;
}

/**
 * Opens the connection's run, or adopts the one that is open: the workflow's id proves that nobody else works on it
 * (design 2). Waiting requests are tied to it, the attempt is recorded and the coordinator's lease ends, all in one
 * transaction. Called again it adopts what it opened.
 *
 * Refused, with a code and without a run, where the connection's state forbids syncs, and where the run is parked,
 * its time has not come and nobody is present. What an adopted run cannot serve waits for the next one: requests with
 * dates of their own, all of them where it was opened on an earlier day, and the slot that is due then.
 */
export const createOpenRun =
  (deps: ActivityDeps) =>
  (input: OpenRunInput): Promise<OpenedRun> =>
    withClient(deps.orm.em, { clientId: input.clientId, role: 'kontosync_worker' }, async (em) => {
      const { clientId, connectionId } = input;
      const status = await lockConnection(em, clientId, connectionId);
      if (status === null) return refused('not_found');
      const open = await findOpenRun(em, clientId, connectionId);
      const now = new Date(deps.clock.now());
      const requests = await listRequests(em, {
        clientId,
        connectionId,
        runId: open?.id ?? null,
        presentSince: presentSince(now.getTime()),
      });
      const attended = requests.some((one) => one.isAttended);
      const refusal = syncRefusal(status, { attended });
      if (refusal !== null) {
        await endClaim(em, clientId, connectionId);
        if (open !== null) await close(em, input, open, { cancelled: true, failureCode: refusal, at: now });
        return refused(refusal);
      }
      const opening: Opening = { em, deps, input, requests, now, attended };
      if (open === null) return openNew(opening);
      const waitedMs = open.retryAt === null ? 0 : now.getTime() - open.retryAt.getTime();
      if (open.status === 'parked' && waitedMs >= longestParkedMs) {
        // Nobody took it up for a day: its window is old, and a new one reads all of it again.
        await close(em, input, open, { cancelled: false, failureCode: null, at: now });
        return openNew(opening);
      }
      if (open.status === 'parked' && waitedMs < 0 && !opening.attended) {
        await tieRequests(em, clientId, open.id, servedBy(opening, open));
        await endClaim(em, clientId, connectionId);
        return refused('quota_exhausted');
      }
      return adopt(opening, open);
    });

interface Opening {
  readonly em: EntityManager;
  readonly deps: ActivityDeps;
  readonly input: OpenRunInput;
  readonly requests: readonly RequestRow[];
  readonly attended: boolean;
  readonly now: Date;
}

const refused = (code: ErrorCode): OpenedRun => ({ kind: 'refused', code });

const isByCoordinator = (trigger: SyncTrigger): boolean => trigger !== 'first' && trigger !== 'manual';

const hasDates = ({ fromDate, toDate }: RequestRow): boolean => fromDate !== null || toDate !== null;

const heardSince = (now: Date): Date => new Date(now.getTime() - longestRunMs);

/** A run that was parked, or lost, over midnight reads up to its own day only: its window is frozen (D-4). */
const reachesToday = ({ deps, now }: Opening, { windowTo }: OpenRunRow): boolean =>
  windowTo !== null && windowTo >= bankToday(now.getTime(), deps.bank.descriptor.timeZone);

/** Of the waiting requests those that a run that is open already answers: neither other dates nor a whole history. */
function servedBy(opening: Opening, open: OpenRunRow): readonly string[] {
  if (!reachesToday(opening, open)) return [];
  return opening.requests
    .filter((request) => request.isWaiting && !hasDates(request))
    .filter(({ trigger }) => trigger !== 'first' || open.trigger === 'first')
    .map(({ id }) => id);
}

const close = (
  em: EntityManager,
  { clientId, connectionId }: OpenRunInput,
  { id }: OpenRunRow,
  how: { readonly cancelled: boolean; readonly failureCode: ErrorCode | null; readonly at: Date },
): Promise<unknown> =>
  endRun(em, { clientId, runId: id, run: { connectionId, emptyReason: null }, mayPark: false, ...how });

/** Kept in the run's row for the link to the Web UI. */
function execution(connectionId: string): Execution {
  const { workflowExecution } = Context.current().info;
  return {
    workflowId: workflowExecution?.workflowId ?? syncWorkflowId(connectionId),
    runId: workflowExecution?.runId ?? '',
  };
}

async function adopt(opening: Opening, open: OpenRunRow): Promise<OpenedRun> {
  const { em, input, attended, now } = opening;
  const { clientId, connectionId, trigger } = input;
  await adoptRun(em, { clientId, runId: open.id, attended, execution: execution(connectionId) });
  await tieRequests(em, clientId, open.id, servedBy(opening, open));
  const standsForSlot = isByCoordinator(trigger) && reachesToday(opening, open);
  await recordAttempt(em, clientId, connectionId, standsForSlot ? now : null);
  const parts = await listRunAccounts(em, clientId, open.id);
  const accountIds = parts.filter(({ outcome }) => outcome !== 'elsewhere').map(({ accountId }) => accountId);
  return { kind: 'opened', runId: open.id, accountIds, trigger: open.trigger, attended };
}

async function openNew({ em, deps, input, requests, attended, now }: Opening): Promise<OpenedRun> {
  const { clientId, connectionId } = input;
  const { descriptor } = deps.bank;
  const waiting = requests.filter(({ isWaiting }) => isWaiting);
  const isFirst = input.trigger === 'first' || waiting.some(({ trigger }) => trigger === 'first');
  const goesOn = isByCoordinator(input.trigger) || waiting.length === 0 || !waiting.every(hasDates);
  const today = bankToday(now.getTime(), descriptor.timeZone);
  const historyDays = attended ? descriptor.attendedHistoryDays : descriptor.unattendedHistoryDays;
  const accounts = await lockSyncableAccounts(em, clientId, connectionId, {
    heardSince: heardSince(now),
    historyFloor: addDays(today, -historyDays),
  });
  const { parts, window } = planRunParts(accounts, {
    today,
    attended,
    descriptorLimits: descriptor,
    isFirst,
    goesOn,
    asked: waiting.filter(hasDates),
  });
  const runId = randomUUIDv7();
  const trigger = isFirst ? 'first' : input.trigger;
  await insertRun(em, {
    id: runId,
    clientId,
    connectionId,
    trigger,
    attended,
    window,
    emptyReason: window === null && accounts.length > 0 ? 'outside_history' : null,
    execution: execution(connectionId),
    startedAt: now,
    parts: parts.map((part) => ({ ...part, accountId: part.account.id, isElsewhere: part.account.isElsewhere })),
  });
  await tieRequests(
    em,
    clientId,
    runId,
    waiting.map(({ id }) => id),
  );
  // A run that reads asked dates only does not stand for the slot that is due.
  await recordAttempt(em, clientId, connectionId, goesOn ? now : null);
  await addAuditEntries(em, clientId, [
    { kind: 'change', actor: 'workflow', action: 'sync.start', subjectId: runId, data: { trigger, attended } },
  ]);
  const accountIds = parts.filter(({ account }) => !account.isElsewhere).map(({ account }) => account.id);
  return { kind: 'opened', runId, accountIds, trigger, attended };
}
