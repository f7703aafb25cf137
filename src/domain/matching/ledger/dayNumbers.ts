import { calendarDate, daysBetween } from '../../calendarDate.ts';

const epoch = calendarDate('1970-01-01');

/** Days since 1970-01-01 of `YYYY-MM-DD`, each date reckoned once: a ledger has a few thousand different ones. */
export class DayNumbers {
  readonly #known = new Map<string, number>();

  /** Throws RangeError for text that is no day. */
  of(date: string): number {
    const known = this.#known.get(date);
    if (known !== undefined) return known;
    const day = daysBetween(epoch, calendarDate(date));
    this.#known.set(date, day);
    return day;
  }
}
