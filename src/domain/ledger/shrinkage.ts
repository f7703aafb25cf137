import { type CalendarDate, isCalendarDate } from '../calendarDate.ts';
import type { MergeInput, RowMiss, StoredRow, WantedReread } from './mergePlan.ts';
import { pageOrder } from './pageOrder.ts';
import { type BucketShown, showsLater } from './rereadEvidence.ts';

/** Complete reads in a row, by different runs, that must not show a row before it can be withdrawn (ledger 6, step 5). */
const missesBeforeEnd = 2;

export type ShrinkageReason =
  | 'outside_window'
  | 'quarantined'
  | 'missed_once'
  | 'absent_again'
  | 'reread_wanted'
  | 'reread_proved_nothing'
  | 'not_provable';

export interface Shrinkage {
  readonly reason: ShrinkageReason;
  readonly miss: RowMiss | null;
  /** The read that would settle it. */
  readonly fromDate: CalendarDate | null;
}

export interface ShrinkageFacts {
  readonly input: MergeInput;
  readonly shown: Pick<BucketShown, 'provesAbsence'>;
  readonly anchor: Anchor;
}

const inWindow = ({ window }: MergeInput, date: string): boolean => window.from <= date && date <= window.to;

/** Whether the date may lose rows at all: whole dates of the window, with nothing in quarantine (ledger 8). */
export function mayShrink(input: MergeInput, date: string): 'yes' | 'outside_window' | 'quarantined' {
  if (!inWindow(input, date)) return 'outside_window';
  return input.hasUndatedQuarantine || input.quarantinedDates.has(date) ? 'quarantined' : 'yes';
}

/**
 * What becomes of a row that nothing was shown of (ledger 6, step 5): missed once it waits; missed again it ends only if
 * its date, read alone, shows that it is not there. An empty answer proves nothing by itself.
 */
export function decideShrinkage(row: StoredRow, { input, shown, anchor }: ShrinkageFacts): Shrinkage {
  const allowed = mayShrink(input, row.bookingDate);
  if (allowed !== 'yes') return { reason: allowed, miss: null, fromDate: null };
  const miss: RowMiss = {
    storedId: row.id,
    missCount: row.missCount + 1,
    missedSinceMerge: row.missedSinceMerge ?? input.mergeNo,
    firstMissedOn: row.firstMissedOn ?? input.today,
  };
  if (miss.missCount < missesBeforeEnd) return { reason: 'missed_once', miss, fromDate: null };
  if (shown.provesAbsence) return { reason: 'absent_again', miss, fromDate: null };
  if (isAsked(input, row.bookingDate))
    return {
      reason: isEndOpen(input, row.bookingDate) ? 'not_provable' : 'reread_proved_nothing',
      miss,
      fromDate: null,
    };
  const fromDate = anchor(row);
  return { reason: fromDate === null ? 'not_provable' : 'reread_wanted', miss, fromDate };
}

/** A date is read alone once a run, whatever came of it. */
export const isAsked = ({ rereads }: MergeInput, date: string): boolean =>
  rereads.some(({ targetDate }) => targetDate === date);

/** The bank lists the oldest first, and nothing after the date: no answer shows that it was not cut off before its end. */
const isEndOpen = (input: MergeInput, date: string): boolean =>
  !showsLater(input, date) &&
  input.rereads.some(
    ({ targetDate, snapshot }) => targetDate === date && pageOrder(snapshot.entries) === 'oldest_first',
  );

export type Anchor = (row: Pick<StoredRow, 'id' | 'bookingDate'>) => CalendarDate | null;

/**
 * From where a date is to be read for its absent rows to be believed: the nearest earlier date that shows something, for
 * an answer whose end was cut off does not show it; where there is none, the date itself, if it still shows something.
 * The newest date that shows nothing is read from two dates before it, unless the window tells that the newest come
 * first: one date alone would not (I6). `null`: nothing can be proven.
 */
export function createAnchor(input: MergeInput): Anchor {
  const shown = new Set([
    ...input.snapshot.entries.map(({ entry }) => entry.bookingDate as string),
    ...input.skippedDates,
  ]);
  const ascending = [...shown].toSorted();
  const newest = ascending.at(-1) ?? '';
  const order = pageOrder(input.snapshot.entries);
  return ({ id, bookingDate: date }) => {
    const earlier = [...input.liveDatesBeforeWindow, ...ascending.filter((one) => one < date)];
    const nearest = earlier.at(-1);
    if (nearest === undefined) return shown.has(date) ? asDate(date) : null;
    if (date < newest || order === 'newest_first') return asDate(nearest);
    if (order === 'oldest_first' || input.toldUnprovable.has(id)) return null;
    return asDate((shown.has(date) ? nearest : earlier.at(-2)) ?? null);
  };
}

const asDate = (text: string | null): CalendarDate | null => (text !== null && isCalendarDate(text) ? text : null);

/** One read for each date, the longest waiting first. */
export function orderRereads(wanted: readonly WantedReread[]): readonly WantedReread[] {
  const byDate = Map.groupBy(wanted, ({ targetDate }) => targetDate);
  return [...byDate.values()]
    .flatMap(
      (ofDate) => ofDate.toSorted((a, b) => (a.fromDate < b.fromDate ? -1 : a.fromDate > b.fromDate ? 1 : 0))[0] ?? [],
    )
    .toSorted((a, b) => {
      const [first, second] = [`${a.since}|${a.targetDate}`, `${b.since}|${b.targetDate}`];
      return first < second ? -1 : first > second ? 1 : 0;
    });
}
