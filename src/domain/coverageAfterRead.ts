import { addDays, type CalendarDate, minDate } from './calendarDate.ts';
import { addCoverage, type CoverageInterval, coveredRange, type DateRange, highWaterMark } from './coverage.ts';

export interface WholeRead {
  readonly window: DateRange;
  /** The bank's day on which the read began: entries that came later may be missing. */
  readonly readOn: CalendarDate;
  /** The last day of the unbroken coverage before. */
  readonly highWaterDate: CalendarDate | null;
  readonly unattendedHistoryDays: number;
}

export interface CoverageAfterRead {
  readonly intervals: readonly CoverageInterval[];
  readonly highWaterDate: CalendarDate | null;
  /** Dates between the mark and the window that no unattended read can reach any more (ledger 5). */
  readonly gap: DateRange | null;
}

/** The coverage after a window was read whole (ledger 6, step 9; 7). No witness has verified it yet. */
export function coverageAfterRead(
  existing: readonly CoverageInterval[],
  { window, readOn, highWaterDate, unattendedHistoryDays }: WholeRead,
): CoverageAfterRead {
  const floor = addDays(readOn, -unattendedHistoryDays);
  const gap = gapBefore(window, floor, highWaterDate);
  const covered = coveredRange(window, readOn);
  const added: readonly CoverageInterval[] = [
    ...(gap === null ? [] : [{ ...gap, state: 'gap' as const }]),
    ...(covered === null ? [] : [{ ...covered, state: 'complete_unverified' as const }]),
  ];
  const intervals = added.reduce(addCoverage, existing);
  return { intervals, highWaterDate: highWaterMark(intervals, floor), gap };
}

function gapBefore(window: DateRange, floor: CalendarDate, highWaterDate: CalendarDate | null): DateRange | null {
  if (highWaterDate === null) return null;
  const from = addDays(highWaterDate, 1);
  const to = addDays(minDate(window.from, floor), -1);
  return from > to ? null : { from, to };
}
