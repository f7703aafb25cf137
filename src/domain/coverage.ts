import { addDays, type CalendarDate, maxDate, minDate } from './calendarDate.ts';

/** Inclusive on both ends. */
export interface DateRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

export type CoverageState = 'complete' | 'complete_unverified' | 'gap';
export interface CoverageInterval extends DateRange {
  readonly state: CoverageState;
}

const strength = { gap: 0, complete_unverified: 1, complete: 2 } as const satisfies Record<CoverageState, number>;

/** What a completely read window covers: the bank's current day is read but may still grow (ledger 7). */
export function coveredRange(window: DateRange, today: CalendarDate): DateRange | null {
  const to = minDate(window.to, addDays(today, -1));
  return window.from > to ? null : { from: window.from, to };
}

/**
 * Coverage after one more range: ascending, without overlaps, neighbours of one state joined. Each date keeps the stronger
 * state: a complete date is never lowered, and a range once read whole never becomes a gap (ledger 7).
 */
export function addCoverage(
  existing: readonly CoverageInterval[],
  added: CoverageInterval,
): readonly CoverageInterval[] {
  const all = [...existing, added];
  const starts = [...new Set(all.flatMap(({ from, to }) => [from, addDays(to, 1)]))].toSorted();
  const pieces = starts.slice(0, -1).flatMap((from, index) => {
    const end = starts[index + 1];
    const covering = all.filter((interval) => interval.from <= from && from <= interval.to);
    const strongest = covering.toSorted((a, b) => strength[b.state] - strength[a.state])[0];
    return end === undefined || strongest === undefined ? [] : [{ from, to: addDays(end, -1), state: strongest.state }];
  });
  const joined: CoverageInterval[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last !== undefined && last.state === piece.state && addDays(last.to, 1) === piece.from)
      joined[joined.length - 1] = { ...last, to: piece.to };
    else joined.push(piece);
  }
  return joined;
}

/**
 * The high-water mark: the end of the unbroken coverage from the first date that was achieved (ledger 7). Holes that end
 * before `unattendedFloor` hold nothing back, as no unattended read can reach them. `null` before anything was covered.
 */
export function highWaterMark(
  intervals: readonly CoverageInterval[],
  unattendedFloor: CalendarDate,
): CalendarDate | null {
  let mark: CalendarDate | null = null;
  const covered = intervals.filter(({ state }) => state !== 'gap').toSorted((a, b) => (a.from < b.from ? -1 : 1));
  for (const { from, to } of covered) {
    const isUnbroken = mark === null || from <= addDays(mark, 1) || from <= unattendedFloor;
    if (!isUnbroken) break;
    mark = mark === null ? to : maxDate(mark, to);
  }
  return mark;
}
