import { addDays, type CalendarDate, maxDate, minDate } from './calendarDate.ts';

/** Inclusive on both ends. */
export interface DateRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

export type CoverageState = 'complete' | 'complete_unverified' | 'gap';
/**
 * `nothing_shown`: read whole, but before the first entry of the answer, so the bank may have cut it off without a word
 * (Q22). `beyond_history`: the bank gives no answer so far back.
 */
export type CoverageReason = 'nothing_shown' | 'beyond_history';

export interface CoverageInterval extends DateRange {
  readonly state: CoverageState;
  readonly reason: CoverageReason | null;
}

/** Of two intervals over one date, the one that stays: a date that was seen is never unseen by an answer cut short. */
const strength = ({ state, reason }: CoverageInterval): number => {
  if (state === 'gap') return 0;
  if (state === 'complete') return 3;
  return reason === null ? 2 : 1;
};

/** What a completely read window covers: the bank's current day is read but may still grow (ledger 7). */
export function coveredRange(window: DateRange, today: CalendarDate): DateRange | null {
  return rangeOf(window.from, minDate(window.to, addDays(today, -1)));
}

/** `null` where it would end before it begins. */
export const rangeOf = (from: CalendarDate, to: CalendarDate): DateRange | null => (from > to ? null : { from, to });

/**
 * Coverage after one more range: ascending, without overlaps, neighbours of one state and reason joined. Each date keeps
 * the stronger state: a complete date is never lowered, and a range once read whole never becomes a gap (ledger 7).
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
    const strongest = covering.toSorted((a, b) => strength(b) - strength(a))[0];
    return end === undefined || strongest === undefined ? [] : [{ ...strongest, from, to: addDays(end, -1) }];
  });
  return joined(pieces);
}

/** The dates of a range that were read whole are complete: a balance has proved them. Gaps and doubtful dates stay so. */
export const withProof = (
  intervals: readonly CoverageInterval[],
  range: DateRange | null,
): readonly CoverageInterval[] =>
  range === null
    ? intervals
    : intervals
        .filter(({ state, reason }) => state === 'complete_unverified' && reason === null)
        .flatMap((read) => rangeOf(maxDate(read.from, range.from), minDate(read.to, range.to)) ?? [])
        .map((proved) => ({ ...proved, state: 'complete' as const, reason: null }))
        .reduce<readonly CoverageInterval[]>(addCoverage, intervals);

/** Dates of which a row has changed are complete no more until a balance proves them again; no other date is lowered. */
export const withoutProof = (
  intervals: readonly CoverageInterval[],
  changedDates: readonly CalendarDate[],
): readonly CoverageInterval[] =>
  joined(
    intervals.flatMap((interval) => {
      const changed = changedDates.filter((date) => interval.from <= date && date <= interval.to);
      return interval.state === 'complete' && changed.length > 0
        ? split(interval, [...new Set(changed)].toSorted())
        : [interval];
    }),
  );

function split(interval: CoverageInterval, ascending: readonly CalendarDate[]): readonly CoverageInterval[] {
  const pieces: CoverageInterval[] = [];
  let { from } = interval;
  for (const date of ascending) {
    const before = rangeOf(from, addDays(date, -1));
    if (before !== null) pieces.push({ ...interval, ...before });
    pieces.push({ from: date, to: date, state: 'complete_unverified', reason: null });
    from = addDays(date, 1);
  }
  const rest = rangeOf(from, interval.to);
  return rest === null ? pieces : [...pieces, { ...interval, ...rest }];
}

function joined(pieces: readonly CoverageInterval[]): readonly CoverageInterval[] {
  const result: CoverageInterval[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    const isSame = last?.state === piece.state && last.reason === piece.reason;
    if (last !== undefined && isSame && addDays(last.to, 1) === piece.from)
      result[result.length - 1] = { ...last, to: piece.to };
    else result.push(piece);
  }
  return result;
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
