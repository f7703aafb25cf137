import type { ObservedEntry } from './mergePlan.ts';

/** How a bank lists what it shows; `unknown` where all of it is of one date, or in no order. */
export type PageOrder = 'newest_first' | 'oldest_first' | 'unknown';

/**
 * The order of a read, as its entries tell it. An answer that was cut off in silence has lost its end: with the newest
 * first that is the oldest date, else the newest.
 */
export function pageOrder(entries: readonly ObservedEntry[]): PageOrder {
  const dates = entries.map(({ entry }) => entry.bookingDate);
  const [ascends, descends] = [isEachStep((a, b) => a <= b), isEachStep((a, b) => a >= b)];
  if (ascends === descends) return 'unknown';
  return ascends ? 'oldest_first' : 'newest_first';

  function isEachStep(holds: (a: string, b: string) => boolean): boolean {
    return dates.every((date, index) => holds(dates[index - 1] ?? date, date));
  }
}
