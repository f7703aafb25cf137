import { type CalendarDate, daysBetween, parseCalendarDate } from './calendarDate.ts';

/** What a reservation tells that may find the row it became. */
export interface PendingClue {
  readonly bankTransactionId: string | null;
  readonly bookingDate: CalendarDate | null;
  readonly valueDate: CalendarDate | null;
  /** A local time or an instant, as the bank wrote it. */
  readonly enteredAt: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
}
/** A live booked row of the account. */
export interface PossibleBooking {
  readonly id: string;
  readonly bankTransactionId: string | null;
  readonly bookingDate: CalendarDate;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** Days before and after a reservation within which it is booked (ledger 6, step 8). */
export const bookedWithin = { daysBefore: 2, daysAfter: 14 } as const;

/** The day of a reservation: DNB gives none, but the local time of the purchase. */
export const pendingDate = (
  { bookingDate, enteredAt, valueDate }: Pick<PendingClue, 'bookingDate' | 'enteredAt' | 'valueDate'>,
  today: CalendarDate,
): CalendarDate => bookingDate ?? parseCalendarDate(enteredAt?.slice(0, 10) ?? '') ?? valueDate ?? today;

/**
 * The booked row that each reservation seems to have become, for display (ledger 6, step 8): the one with the same id of
 * the bank, where it names one of each; else one of the same amount and currency, booked from two days before to fourteen
 * after. One-to-one, oldest first on both sides. In the order of the reservations; `null`: none yet.
 */
export function linkPending(
  pending: readonly PendingClue[],
  booked: readonly PossibleBooking[],
  today: CalendarDate,
): readonly (string | null)[] {
  const links = new Map<PendingClue, string>();
  const free = new Map(booked.map((row) => [row.id, row] as const));
  const link = (one: PendingClue, row: PossibleBooking): void => {
    links.set(one, row.id);
    free.delete(row.id);
  };

  for (const one of pending) {
    const isNamed = ({ bankTransactionId, currency }: PossibleBooking | PendingClue): boolean =>
      bankTransactionId !== null && bankTransactionId === one.bankTransactionId && currency === one.currency;
    const [row, ...others] = booked.filter(isNamed);
    // An id that several have names none of them: a placeholder, or one that the bank uses again.
    if (row !== undefined && others.length === 0 && pending.filter(isNamed).length === 1) link(one, row);
  }

  const oldestFirst = pending.toSorted((a, b) => (pendingDate(a, today) < pendingDate(b, today) ? -1 : 1));
  for (const one of oldestFirst) {
    if (links.has(one)) continue;
    const date = pendingDate(one, today);
    const [row] = [...free.values()]
      .filter(({ amountMinor, currency }) => amountMinor === one.amountMinor && currency === one.currency)
      .filter(({ bookingDate }) => {
        const days = daysBetween(date, bookingDate);
        return -bookedWithin.daysBefore <= days && days <= bookedWithin.daysAfter;
      })
      .toSorted((a, b) => (a.bookingDate < b.bookingDate ? -1 : 1));
    if (row !== undefined) link(one, row);
  }
  return pending.map((one) => links.get(one) ?? null);
}
