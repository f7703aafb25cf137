import type { EntityManager } from '@mikro-orm/postgresql';
import type { PendingEntry } from '../../bank/port.ts';
import type { MergeResult, RunAccountRef } from '../../contracts/sync.ts';
import { lockAccount } from '../../db/sql/ledger/lockAccount.ts';
import { leaveAccount } from '../../db/sql/pages/leaveAccount.ts';
import { type PartRow, readPart } from '../../db/sql/pages/readPart.ts';
import { listRereads, type RereadRow } from '../../db/sql/rereads/listRereads.ts';
import { holdRun } from '../../db/sql/runs/holdRun.ts';
import { withClient } from '../../db/tenantScope.ts';
import { addDays } from '../../domain/calendarDate.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { StepError } from '../stepError.ts';
import { askRereads } from './askRereads.ts';
import { carryOutPlan } from './carryOutPlan.ts';
import { countUnreadable } from './countUnreadable.ts';
import { planUnderLock } from './planUnderLock.ts';
import { type PartRead, readPartPages } from './readPartPages.ts';
import { readPending } from './readPending.ts';

const role = 'kontosync_worker' as const;
/** A first import of 50,000 rows is one transaction. */
const limits = { statementTimeoutMs: 60_000, lockTimeoutMs: 20_000, idleTimeoutMs: 60_000 };

/**
 * Merges a window that was read whole into the account's ledger (ledger 6), in one transaction under the account's lock:
 * rows, revisions, quarantine, tasks, digests, coverage, mark, counts, events and the feed of changes, each of which
 * follows from rows written in it (D-1). Called again it answers with the same counts (I16). Of an account that has been
 * connected anew meanwhile nothing is merged.
 *
 * Where dates should be read alone first, nothing is merged either: it says how many it asks for, and is to be called
 * again when they were read (ledger 5).
 *
 * Throws `StepError`: `changed_meanwhile` where another attempt has begun to read the account (nothing is written, I19)
 * or dates were read alone since it looked; `bank_contract_violation` where too much cannot be read.
 */
export const createMergeWindow =
  (deps: ActivityDeps) =>
  async (ref: RunAccountRef): Promise<MergeResult> => {
    const { orm, failpoint } = deps;
    const { clientId } = ref;
    const before = await withClient(orm.em, { clientId, role }, async (em) => {
      const part = await readPart(em, ref);
      if (part?.isMoved === true) await leaveAccount(em, ref);
      return part === null ? null : { part, rereads: await listRereads(em, ref) };
    });
    if (before === null) throw new StepError('not_found');
    if (hasEnded(before.part) || before.part.isMoved) return resultOf(before.part);
    const waiting = waitingOf(before.rereads);
    if (waiting > 0) return asks(waiting);
    return whileHeartbeating(
      () => before.part.pages,
      async () => {
        const read = await readPartPages(deps, ref, before);
        const pending = await readPending(deps, ref, before.part);
        failpoint?.('merge.before');
        const result = await withClient(orm.em, { clientId, role, ...limits }, async (em) => {
          const merged = await merge(em, deps, { ref, rereads: before.rereads, read, pending });
          failpoint?.('merge.before_commit');
          return merged;
        });
        failpoint?.('merge.after_commit');
        failpoint?.('merge.before_report');
        return result;
      },
    );
  };

/** A part that was left to another connection stays so, though its account has come back since. */
const hasEnded = ({ state }: PartRow): boolean => state === 'merged' || state === 'partial';

const resultOf = ({ newRows, changedRows }: MergeResult): MergeResult => ({ newRows, changedRows });

const waitingOf = (rereads: readonly RereadRow[]): number => rereads.filter(({ state }) => state === 'asked').length;
const asks = (rereads: number): MergeResult => ({ newRows: 0, changedRows: 0, rereads });

interface Merge {
  readonly ref: RunAccountRef;
  readonly rereads: readonly RereadRow[];
  readonly read: PartRead;
  readonly pending: readonly PendingEntry[];
}

async function merge(
  em: EntityManager,
  deps: ActivityDeps,
  { ref, rereads, read, pending }: Merge,
): Promise<MergeResult> {
  const account = await lockAccount(em, ref.clientId, ref.accountId);
  await holdRun(em, ref.clientId, ref.runId);
  const part = await readPart(em, ref);
  if (account === null || part === null) throw new StepError('not_found');
  if (hasEnded(part)) return resultOf(part);
  if (part.isMoved) {
    await leaveAccount(em, ref);
    return resultOf(part);
  }
  const isOurs = part.state === 'staged' && part.runStatus === 'running' && part.fence === account.fence;
  if (!isOurs) throw new StepError('changed_meanwhile');
  // Another attempt may have asked for dates since the pages were opened, or have had them read already.
  const known = await listRereads(em, ref);
  const waiting = waitingOf(known);
  if (waiting > 0) return asks(waiting);
  if (known.length > rereads.length) throw new StepError('changed_meanwhile');

  const { dates, ownerDates, taken, dated, aside, readAt, readOn } = read;
  const mergeNo = account.merges + 1;
  const plan = await planUnderLock(em, {
    ref,
    dates,
    floor: addDays(readOn, -deps.bank.descriptor.unattendedHistoryDays),
    ownerDates,
    snapshot: taken.window,
    rereads: dated,
    policies: taken.policies,
    quarantinedDates: aside.heldDates,
    hasUndatedQuarantine: aside.hasUndated,
    mergeNo,
    today: readOn,
  });
  const asked = await askRereads(em, deps, { ref, part, known, wanted: plan.rereads });
  if (asked > 0) return asks(asked);
  const { shown } = read;
  const unaccepted = await countUnreadable(em, ref, aside);
  return carryOutPlan(em, deps, {
    ref,
    part,
    account,
    plan,
    mergeNo,
    demotions: taken.demotions,
    dates,
    shown,
    aside: { ...aside, unaccepted },
    pending,
    readAt,
    readOn,
  });
}
