import { type CalendarDate, isCalendarDate } from '../calendarDate.ts';
import { provenIds } from './idPolicy.ts';
import type { LedgerTask } from './ledgerTask.ts';
import type {
  MergeInput,
  MergePlan,
  RowEnding,
  RowInsert,
  RowMiss,
  RowUpdate,
  StoredRow,
  UnsettledReason,
  WantedReread,
} from './mergePlan.ts';
import type { RowPair } from './pairBucket.ts';
import type { BucketPlan } from './planBucket.ts';
import type { BucketShown } from './rereadEvidence.ts';
import { type Anchor, decideShrinkage, isAsked, mayShrink, orderRereads } from './shrinkage.ts';

/** Of several on one date the first is kept: rows that are missed, and entries in quarantine, are known by themselves. */
const unsettledReasons: readonly UnsettledReason[] = ['uncertain_count', 'hard_conflict', 'missed', 'quarantined'];

/** All of a plan but what corrections across buckets, and evidence against ids, make of it. */
export type DraftPlan = Omit<MergePlan, 'demotions' | 'holds'>;

/** Collects what becomes of each bucket into one plan. */
export interface Draft {
  add(date: string, bucket: BucketPlan, shown: BucketShown): void;
  finish(rereadDates: ReadonlySet<string>): DraftPlan;
}

export function createDraft(input: MergeInput, anchor: Anchor): Draft {
  const inserts: RowInsert[] = [];
  const updates: RowUpdate[] = [];
  const aliases: MergePlan['aliases'][number][] = [];
  const misses: RowMiss[] = [];
  const seenAgain: string[] = [];
  const endings: RowEnding[] = [];
  const tasks: LedgerTask[] = [];
  const wanted: WantedReread[] = [];
  const unsettled = new Map<string, UnsettledReason>();
  let duplicates = 0;

  const insert = (item: BucketPlan['grown'][number], slot: number, { ignored }: BucketPlan): number => {
    const place = inserts.length;
    inserts.push({ ...item, slot, replaces: null, isIgnoredByPerson: ignored.has(item) });
    for (const id of provenIds(item.entry, input.policies)) aliases.push({ target: { insert: place }, id });
    return place;
  };
  const unsettle = (date: string, reason: UnsettledReason): void => {
    const known = unsettled.get(date);
    if (known === undefined || unsettledReasons.indexOf(reason) < unsettledReasons.indexOf(known))
      unsettled.set(date, reason);
  };
  const want = (date: string, fromDate: CalendarDate | null, reason: WantedReread['reason']): void => {
    unsettle(date, reason);
    if (isCalendarDate(date) && fromDate !== null && !isAsked(input, date))
      wanted.push({ targetDate: date, fromDate, reason, since: input.unsettledSince.get(date) ?? input.today });
  };
  const pair = ({ row, item, tier, reason, isDissimilar }: RowPair): void => {
    duplicates += 1;
    if (row.missCount > 0) seenAgain.push(row.id);
    for (const id of provenIds(item.entry, input.policies))
      if (!row.knownIds.includes(id)) aliases.push({ target: { storedId: row.id }, id });
    if (reason === null || tier === 'T1') return;
    const isTold = isDissimilar && (row.matchStatus === 'matched' || row.matchStatus === 'ignored');
    if (isTold) tasks.push(taskOf('row_changed_after_match', row));
    updates.push({
      ...item,
      storedId: row.id,
      before: { valueDate: row.valueDate, details: row.details },
      tier,
      reason,
      endsIgnore: isDissimilar && row.isIgnoredByPerson,
    });
  };
  const end = (row: StoredRow, reason: RowEnding['reason']): void => {
    endings.push({ storedId: row.id, status: 'withdrawn', replacedBy: null, reason });
  };
  const swap = (date: string, bucket: BucketPlan, shown: BucketShown): void => {
    const { firstFreeSlot, grown, conflicts } = bucket;
    for (const [index, { row, item }] of conflicts.entries()) {
      const allowed = mayShrink(input, date);
      if (allowed === 'yes' && shown.provesAbsence) {
        insert(item, firstFreeSlot + grown.length + index, bucket);
        end(row, 'hard_conflict');
        continue;
      }
      duplicates += 1; // it is counted among the rows that are there: the count has not changed
      if (allowed === 'quarantined') unsettle(date, 'quarantined');
      if (allowed === 'yes') want(date, isCalendarDate(date) ? date : null, 'hard_conflict');
    }
  };
  const shrink = (row: StoredRow, shown: BucketShown): void => {
    const { reason, miss, fromDate } = decideShrinkage(row, { input, shown, anchor });
    if (reason === 'outside_window') return;
    if (reason === 'quarantined') return unsettle(row.bookingDate, 'quarantined');
    if (reason === 'absent_again') return end(row, 'absent');
    if (miss !== null) misses.push(miss);
    unsettle(row.bookingDate, 'missed');
    if (reason === 'reread_wanted') want(row.bookingDate, fromDate, 'missed');
    if (reason === 'not_provable' && !input.toldUnprovable.has(row.id))
      tasks.push(taskOf('withdrawal_not_provable', row));
  };

  return {
    add(date, bucket, shown) {
      for (const found of bucket.pairs) pair(found);
      for (const [index, item] of bucket.grown.entries()) {
        const place = insert(item, bucket.firstFreeSlot + index, bucket);
        const [withdrawn] = bucket.withdrawnMatched.slice(index, index + 1);
        if (withdrawn !== undefined) tasks.push(taskOf('equal_row_after_withdrawal', withdrawn, { insert: place }));
      }
      swap(date, bucket, shown);
      for (const row of bucket.missing) shrink(row, shown);
      if (bucket.uncertain > 0 && mayShrink(input, date) !== 'outside_window')
        want(date, isCalendarDate(date) ? date : null, 'uncertain_count');
    },
    finish(rereadDates) {
      for (const date of input.quarantinedDates) unsettle(date, 'quarantined');
      const isSettled = (date: string): boolean =>
        !unsettled.has(date) && !rereadDates.has(date) && mayShrink(input, date) === 'yes';
      return {
        inserts,
        updates,
        aliases,
        misses,
        seenAgain,
        endings,
        tasks,
        rereads: orderRereads(wanted),
        unsettled,
        settledDates: new Set(
          input.snapshot.entries.flatMap(({ entry: { bookingDate } }) => (isSettled(bookingDate) ? [bookingDate] : [])),
        ),
        duplicates,
      };
    },
  };
}

const taskOf = (
  kind: LedgerTask['kind'],
  { id, bookingDate }: StoredRow,
  ...others: LedgerTask['rows']
): LedgerTask => ({
  kind,
  subject: `${kind}/${id}`,
  rows: [{ storedId: id }, ...others],
  data: { booking_date: bookingDate },
});
