import type { EntityManager } from '@mikro-orm/postgresql';
import type { PendingEntry } from '../../bank/port.ts';
import type { MergeResult, RunAccountRef } from '../../contracts/sync.ts';
import { clearDayDigests } from '../../db/sql/digests/clearDayDigests.ts';
import { replaceDayDigests } from '../../db/sql/digests/replaceDayDigests.ts';
import { replaceUnsettledDates } from '../../db/sql/digests/replaceUnsettledDates.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addImported } from '../../db/sql/ledger/addImported.ts';
import { insertQuarantined } from '../../db/sql/ledger/insertQuarantined.ts';
import type { LockedAccount } from '../../db/sql/ledger/lockAccount.ts';
import { markMerged } from '../../db/sql/ledger/markMerged.ts';
import { recordMerge } from '../../db/sql/ledger/recordMerge.ts';
import { storeDemotions } from '../../db/sql/ledger/storeDemotions.ts';
import { closeReviewItems } from '../../db/sql/matching/closeReviewItems.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import { closeTasks } from '../../db/sql/tasks/closeTasks.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import type { DayDigest } from '../../domain/ledger/dayDigest.ts';
import type { Demotion } from '../../domain/ledger/idPolicy.ts';
import type { MergePlan } from '../../domain/ledger/mergePlan.ts';
import type { ReadDates } from '../../domain/ledger/skippableDates.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { unreadableTask } from './countUnreadable.ts';
import { moveCoverage } from './moveCoverage.ts';
import { replacePending } from './replacePending.ts';
import type { CountedAside } from './setAside.ts';
import { tellMerge } from './tellMerge.ts';
import { type WrittenRows, writePlan } from './writePlan.ts';

export interface PlanToCarryOut {
  readonly ref: RunAccountRef;
  readonly part: PartRow;
  readonly account: LockedAccount;
  readonly plan: MergePlan;
  readonly mergeNo: number;
  /** What the pages of the reads said against ids; the plan has its own. */
  readonly demotions: readonly Demotion[];
  readonly dates: ReadDates;
  readonly shown: ReadonlyMap<CalendarDate, DayDigest>;
  readonly aside: CountedAside;
  readonly pending: readonly PendingEntry[];
  /** When the bank was read, and on which of its days. */
  readonly readAt: Date;
  readonly readOn: CalendarDate;
}

/**
 * Writes a plan and all that follows from it, in the caller's transaction (ledger 6): rows, quarantine, tasks, digests,
 * coverage and mark, counts, events, and last the feed of changes.
 */
export async function carryOutPlan(
  em: EntityManager,
  { bank, failpoint }: Pick<ActivityDeps, 'bank' | 'failpoint'>,
  merging: PlanToCarryOut,
): Promise<MergeResult> {
  const { ref, part, account, plan, mergeNo, dates, shown, aside, pending, readAt, readOn } = merging;
  const { clientId, accountId } = ref;
  const { connectionId } = part;
  const written = await writePlan(em, { ref, mergeNo, matchFrom: account.matchFrom, plan });
  failpoint?.('merge.in_transaction');
  await closeReviewItems(em, clientId, [...written.ended.map(({ id }) => id), ...written.ignored]);
  await insertQuarantined(em, ref, aside.toStore);
  await openTasks(em, { ...ref, connectionId }, tasksOf(merging, written));
  await closeTasks(em, ref, subjectsSettled(plan, written));
  const wasDemoted = await demoteIds(em, merging);

  // After a demotion each date is to be looked at anew.
  const settled = wasDemoted ? [] : [...shown.values()].filter(({ date }) => plan.settledDates.has(date));
  await replaceDayDigests(em, ref, dates, settled);
  await replaceUnsettledDates(em, ref, dates, { unsettled: plan.unsettled, today: readOn });
  await recordMerge(em, { clientId, accountId, deepOn: part.deep && !wasDemoted ? readOn : null });
  const isGap = await moveCoverage(em, ref, {
    connectionId,
    window: dates.window,
    readOn,
    unattendedHistoryDays: bank.descriptor.unattendedHistoryDays,
    shownDates: shown.keys(),
  });
  // A window of past dates says nothing of what is reserved now.
  if (dates.window.to >= readOn) await replacePending(em, ref, { entries: pending, today: readOn, at: readAt });

  const newRows = written.created.length;
  const changedRows = new Set([...written.updated, ...written.held]).size;
  const skipped = [...dates.skippedDates].reduce((sum, date) => sum + (shown.get(date)?.entries ?? 0), 0);
  await markMerged(em, ref, isGap ? 'gap' : 'complete_unverified', {
    newRows,
    changedRows,
    withdrawnRows: written.ended.length,
    duplicates: plan.duplicates + skipped,
    errors: aside.shown,
  });
  if (newRows > 0) await addImported(em, clientId, connectionId, newRows);
  await tellMerge(em, ref, { connectionId, written });
  return { newRows, changedRows };
}

function tasksOf({ plan, aside }: PlanToCarryOut, { idOf }: WrittenRows): Parameters<typeof openTasks>[2] {
  const ofRows = plan.tasks.map(({ rows, ...task }) => ({ ...task, transactionIds: rows.map(idOf) }));
  const kind = unreadableTask;
  return aside.unaccepted === 0
    ? ofRows
    : [...ofRows, { kind, subject: kind, transactionIds: [], data: { entries: aside.unaccepted } }];
}

/** Rows whose absence nobody could prove are there after all, or are proven gone. */
const subjectsSettled = ({ seenAgain }: MergePlan, { ended }: WrittenRows): readonly string[] =>
  [...seenAgain, ...ended.map(({ id }) => id)].map((id) => `withdrawal_not_provable/${id}`);

/** Ids that pair rows no more, audited with their evidence (ledger 4). Whether any was demoted. */
async function demoteIds(
  em: EntityManager,
  { ref: { clientId, accountId }, part: { connectionId }, plan, demotions: ofPages, readOn }: PlanToCarryOut,
): Promise<boolean> {
  const demotions = [...ofPages, ...plan.demotions];
  const demoted = await storeDemotions(em, { clientId, connectionId, accountId, on: readOn, demotions });
  if (demoted.length === 0) return false;
  await clearDayDigests(em, clientId, connectionId);
  await addAuditEntries(
    em,
    clientId,
    demotions
      .filter(({ field }) => demoted.includes(field))
      .map(({ field, evidence }) => ({
        kind: 'change' as const,
        actor: 'workflow',
        action: 'connection.demote_ids',
        subjectId: connectionId,
        data: { field, evidence, account_id: accountId },
      })),
  );
  return true;
}
