import type { CalendarDate } from '../calendarDate.ts';
import { bucketKey } from './bucket.ts';
import type { MergeInput, ObservedEntry, Reread } from './mergePlan.ts';
import { pageOrder } from './pageOrder.ts';

/** Entries of one bucket, and which of them may have been shown twice. */
export interface BucketShown {
  readonly entries: readonly ObservedEntry[];
  readonly doubtful: ReadonlySet<ObservedEntry>;
  /** Whether a date read alone says that what is not shown here is not there (ledger 6, step 5). */
  readonly provesAbsence: boolean;
}

/** What a date read alone is worth: nothing, unless it shows the date, or the earlier date that it began at. */
export type RereadWorth = 'nothing' | 'count' | 'absence';

/**
 * A bank that clips its history in silence gives an empty answer for any old date: so an answer without an entry of the
 * date counts only where it shows the earlier date at which it began (ledger 6, step 5). Nor does an answer that was cut
 * off in silence show that date, with the newest first; with the oldest first it has lost the date itself, and only a
 * later date that the window shows says that the window has not (I6). It may count what it shows, and withdraws nothing.
 */
function worthOf({ targetDate, fromDate, snapshot, hasUnreadable }: Reread, read: WindowRead): RereadWorth {
  const shows = (date: CalendarDate): boolean => snapshot.entries.some(({ entry }) => entry.bookingDate === date);
  const isEndShown = (): boolean =>
    [snapshot, read.snapshot].some(({ entries }) => pageOrder(entries) === 'newest_first') ||
    showsLater(read, targetDate);
  const isWhole = fromDate < targetDate ? shows(fromDate) && isEndShown() : shows(targetDate);
  if (isWhole) return hasUnreadable ? 'count' : 'absence';
  return shows(targetDate) ? 'count' : 'nothing';
}

/** What the window's read shows; of dates that are as they were, nothing but that they are there. */
export type WindowRead = Pick<MergeInput, 'snapshot' | 'skippedDates'>;

export const showsLater = ({ snapshot, skippedDates }: WindowRead, date: string): boolean =>
  snapshot.entries.some(({ entry }) => entry.bookingDate > date) || [...skippedDates].some((skipped) => skipped > date);

/** What is shown of each bucket, dates that were read alone taken into account. */
export function shownBuckets({ snapshot, skippedDates, rereads }: WindowRead & Pick<MergeInput, 'rereads'>): {
  readonly of: (key: string, date: string) => BucketShown;
  readonly keys: ReadonlySet<string>;
  /** Dates whose entries are not those of the window's read alone. */
  readonly rereadDates: ReadonlySet<string>;
} {
  const useful = new Map(
    rereads.flatMap(({ targetDate, ...reread }) => {
      const worth = worthOf({ targetDate, ...reread }, { snapshot, skippedDates });
      return worth === 'nothing'
        ? []
        : [[targetDate as string, { ...reread, provesAbsence: worth === 'absence' }] as const];
    }),
  );
  const inWindow = Map.groupBy(snapshot.entries, ({ entry }) => bucketKey(entry));
  const inRereads = new Map(
    [...useful].map(([date, reread]) => {
      const ofDate = reread.snapshot.entries.filter(({ entry }) => entry.bookingDate === date);
      return [date, Map.groupBy(ofDate, ({ entry }) => bucketKey(entry))] as const;
    }),
  );
  const keys = new Set([...inWindow.keys(), ...[...inRereads.values()].flatMap((buckets) => [...buckets.keys()])]);
  return {
    keys,
    rereadDates: new Set(useful.keys()),
    of(key, date) {
      const first = { entries: inWindow.get(key) ?? [], doubtful: snapshot.doubtful };
      const reread = useful.get(date);
      if (reread === undefined) return { ...first, provesAbsence: false };
      const entries = inRereads.get(date)?.get(key) ?? [];
      const { doubtful, repeated } = reread.snapshot;
      const again = { entries, doubtful, repeated };
      return { ...better(first, again), provesAbsence: reread.provesAbsence };
    },
  };
}

type Shown = Pick<BucketShown, 'entries' | 'doubtful'>;

/** The count of the date read alone is taken; but what a whole read has surely shown is never lost (I4). */
function better(first: Shown, again: Shown & { readonly repeated: ReadonlySet<ObservedEntry> }): Shown {
  const sure = sureOf(first);
  // Two reads that were cut differently show as many: then none of them was shown twice. Not so where a page only repeats
  // another, or an id is on two of them: a bank that repeats its pages repeats them when it is asked again.
  const isRepeated = again.entries.some((item) => again.repeated.has(item)) || hasTwice(again.entries);
  if (again.entries.length === first.entries.length && !isRepeated)
    return { entries: again.entries, doubtful: new Set() };
  if (sureOf(again).length >= sure.length) return { entries: again.entries, doubtful: again.doubtful };
  return { entries: sure, doubtful: new Set() };
}

/** Within one read a row that is shown twice has the same id twice, whatever ids are worth between reads. */
function hasTwice(entries: readonly ObservedEntry[]): boolean {
  const ids = entries.flatMap(({ entry: { bankIds } }) => bankIds.transactionId ?? bankIds.entryReference ?? []);
  return new Set(ids).size < ids.length;
}

const sureOf = ({ entries, doubtful }: Shown): readonly ObservedEntry[] =>
  entries.filter((item) => !doubtful.has(item));
