import { addDays, type CalendarDate, parseCalendarDate } from './calendarDate.ts';
import type { CoverageInterval } from './coverage.ts';

/** Which figure of a bank proves that a read was whole (ledger 7). */
export type BalanceWitness = 'closing' | 'opening' | 'none';

/** A figure as the bank gave it; the amount in minor units, as text. */
export interface ListedFigure {
  readonly type: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly referenceDate: string | null;
}

/** A figure that can be compared: it includes every row booked on `through` or before. */
export interface UsableFigure {
  readonly amountMinor: bigint;
  readonly through: CalendarDate;
}
export type FigureChoice =
  | { readonly kind: 'figure'; readonly figure: UsableFigure }
  | { readonly kind: 'none'; readonly reason: 'no_witness' | 'no_figure' | 'other_currency' };

/** The standard's balance types (Berlin Group 1.3.4, 14.27): `interimBooked` is the sum of what is booked by now. */
const typesOf = {
  closing: ['closingBooked', 'interimBooked'],
  opening: ['openingBooked'],
  none: [],
} as const satisfies Record<BalanceWitness, readonly string[]>;

/**
 * Of the figures read on a day of the bank the one that proves most. A closing or interim figure includes all rows to its
 * date, an opening figure those booked before its date; without a date a figure belongs to the day on which it was read,
 * so an opening one verifies earlier days only (ledger 7).
 */
export function chooseFigure(
  figures: readonly ListedFigure[],
  {
    witness,
    currency,
    readOn,
  }: { readonly witness: BalanceWitness; readonly currency: string; readonly readOn: CalendarDate },
): FigureChoice {
  if (witness === 'none') return { kind: 'none', reason: 'no_witness' };
  const types: readonly string[] = typesOf[witness];
  const ofType = figures.filter(({ type }) => types.includes(type));
  const [first, ...others] = ofType
    .filter((figure) => figure.currency === currency)
    .map(({ amountMinor, referenceDate }) => {
      const date = (referenceDate === null ? null : parseCalendarDate(referenceDate)) ?? readOn;
      return { amountMinor: BigInt(amountMinor), through: witness === 'opening' ? addDays(date, -1) : date };
    });
  if (first === undefined) return { kind: 'none', reason: ofType.length === 0 ? 'no_figure' : 'other_currency' };
  return { kind: 'figure', figure: others.reduce((best, one) => (one.through > best.through ? one : best), first) };
}

/**
 * The first day of the coverage that reaches without a gap, and without dates that the bank may have cut off, to the day
 * through which a figure reaches: rows from there on can be summed. `null`: that day, or all before it, is in doubt.
 */
export function balanceStart(intervals: readonly CoverageInterval[], through: CalendarDate): CalendarDate | null {
  const sound = intervals
    .filter(({ state, reason, from }) => state !== 'gap' && reason !== 'nothing_shown' && from <= through)
    .toSorted((a, b) => (a.from < b.from ? 1 : -1));
  let start: CalendarDate | null = null;
  for (const { from, to } of sound) {
    // The bank's current day is read but not covered: it may follow the last interval.
    if (addDays(to, 1) < (start ?? through)) break;
    start = from;
  }
  return start;
}

/**
 * Whether the rows through that day have been read when the figure was: covered, or the last day of a window that ends on
 * the very day of the figure.
 */
export const isReadThrough = (
  through: CalendarDate,
  {
    highWaterDate,
    windowTo,
    figureReadOn,
  }: {
    readonly highWaterDate: CalendarDate | null;
    readonly windowTo: CalendarDate;
    readonly figureReadOn: CalendarDate;
  },
): boolean =>
  (highWaterDate !== null && through <= highWaterDate) || (through === windowTo && windowTo === figureReadOn);
