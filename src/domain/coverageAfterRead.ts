import { addDays, type CalendarDate, minDate } from './calendarDate.ts';
import {
  addCoverage,
  type CoverageInterval,
  type CoverageReason,
  type CoverageState,
  coveredRange,
  type DateRange,
  highWaterMark,
  rangeOf,
  withoutProof,
} from './coverage.ts';

export interface WholeRead {
  readonly window: DateRange;
  /** The bank's day on which the read began: entries that came later may be missing. */
  readonly readOn: CalendarDate;
  /** The last day of the unbroken coverage before. */
  readonly highWaterDate: CalendarDate | null;
  readonly unattendedHistoryDays: number;
  /** What somebody asked for, by `history_from` or by dates of a request; `null`: only defaults. */
  readonly askedFrom: CalendarDate | null;
  /** The first date of the window that the answer shows an entry of. */
  readonly oldestShown: CalendarDate | null;
  /** Dates of which the merge has written a row. */
  readonly changedDates: readonly CalendarDate[];
}

export interface CoverageAfterRead {
  readonly intervals: readonly CoverageInterval[];
  readonly highWaterDate: CalendarDate | null;
  /** From where on the read has proved that the bank answers: its first entry, else the window's start. */
  readonly achievedFrom: CalendarDate;
  /** Dates that were certainly not read and that no interval told of before; ascending. */
  readonly newGaps: readonly DateRange[];
}

/** The coverage after a window was read whole (ledger 6, step 9; 7). No witness has verified it yet. */
export function coverageAfterRead(existing: readonly CoverageInterval[], read: WholeRead): CoverageAfterRead {
  const { window, readOn, unattendedHistoryDays, oldestShown, changedDates } = read;
  const floor = addDays(readOn, -unattendedHistoryDays);
  const added = [
    ...interval('gap', 'beyond_history', outOfReach(read, floor)),
    ...interval('gap', 'beyond_history', askedInVain(read)),
    ...covered(read),
  ];
  const intervals = added.reduce(addCoverage, withoutProof(existing, changedDates));
  return {
    intervals,
    highWaterDate: highWaterMark(intervals, floor),
    achievedFrom: oldestShown ?? window.from,
    newGaps: without(gapsOf(intervals), gapsOf(existing)),
  };
}

const interval = (
  state: CoverageState,
  reason: CoverageReason | null,
  range: DateRange | null,
): readonly CoverageInterval[] => (range === null ? [] : [{ ...range, state, reason }]);

/** Dates between the mark and the window that no unattended read can reach any more (ledger 5). */
function outOfReach({ window, highWaterDate }: WholeRead, floor: CalendarDate): DateRange | null {
  return highWaterDate === null ? null : rangeOf(addDays(highWaterDate, 1), addDays(minDate(window.from, floor), -1));
}

const askedInVain = ({ window, askedFrom }: WholeRead): DateRange | null =>
  askedFrom === null ? null : rangeOf(askedFrom, addDays(window.from, -1));

/**
 * What lies before the first entry of the answer may have been cut off without a word (Q22). Dates after the mark are
 * taken as read all the same: a night's window reaches back a few days only, and a quiet account shows nothing.
 */
function covered({ window, readOn, highWaterDate, oldestShown }: WholeRead): readonly CoverageInterval[] {
  const whole = coveredRange(window, readOn);
  if (whole === null) return [];
  const firstShown = oldestShown ?? addDays(whole.to, 1);
  const lastDoubtful = minDate(addDays(firstShown, -1), highWaterDate ?? whole.to);
  const doubtful = rangeOf(whole.from, minDate(lastDoubtful, whole.to));
  if (doubtful === null) return interval('complete_unverified', null, whole);
  return [
    ...interval('complete_unverified', 'nothing_shown', doubtful),
    ...interval('complete_unverified', null, rangeOf(addDays(doubtful.to, 1), whole.to)),
  ];
}

const gapsOf = (intervals: readonly CoverageInterval[]): readonly DateRange[] =>
  intervals.flatMap(({ from, to, state }) => (state === 'gap' ? [{ from, to }] : []));

/** The dates of some ranges that are in none of the others. */
const without = (ranges: readonly DateRange[], others: readonly DateRange[]): readonly DateRange[] =>
  others.reduce<readonly DateRange[]>(
    (left, other) =>
      left.flatMap(({ from, to }) =>
        to < other.from || other.to < from
          ? [{ from, to }]
          : [rangeOf(from, addDays(other.from, -1)), rangeOf(addDays(other.to, 1), to)].filter((rest) => rest !== null),
      ),
    ranges,
  );
