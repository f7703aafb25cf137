import {
  addDays,
  type CalendarDate,
  compareDates,
  daysBetween,
  maxDate,
  minDate,
  parseCalendarDate,
} from './calendarDate.ts';

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

/** Card schemes hold a reservation for a month at most; what a bank lists longer has become no row that is yet to be found. */
const longestHeldDays = 90;

/** The first date of rows that any of the reservations may have become. A bank may date one as it likes. */
export const bookingsFrom = (pending: readonly PendingClue[], today: CalendarDate): CalendarDate =>
  addDays(
    pending.reduce(
      (oldest, one) => minDate(oldest, maxDate(pendingDate(one, today), addDays(today, -longestHeldDays))),
      today,
    ),
    -bookedWithin.daysBefore,
  );

/**
 * The booked row that each reservation seems to have become, for display (ledger 6, step 8): the one with the same id of
 * the bank, where it names one of each; else one of the same amount and currency, booked from two days before to fourteen
 * after. One-to-one, oldest first on both sides. In the order of the reservations; `null`: none yet.
 *
 * Both sides are sorted and passed once (D-14): a bank may list thousands, under the account's lock.
 */
export function linkPending(
  pending: readonly PendingClue[],
  booked: readonly PossibleBooking[],
  today: CalendarDate,
): readonly (string | null)[] {
  const links = linkNamed(pending, booked);
  const taken = new Set(links.values());
  const open = pending.filter((one) => !links.has(one)).map((one) => ({ one, date: pendingDate(one, today) }));
  const free = Map.groupBy(
    booked.filter(({ id }) => !taken.has(id)),
    sumKey,
  );
  for (const [sum, reservations] of Map.groupBy(open, ({ one }) => sumKey(one))) {
    const rows = (free.get(sum) ?? []).toSorted((a, b) => compareDates(a.bookingDate, b.bookingDate)).values();
    let row = rows.next();
    for (const { one, date } of reservations.toSorted((a, b) => compareDates(a.date, b.date))) {
      // A row that is too early for this reservation is so for all that follow.
      while (row.done !== true && daysBetween(date, row.value.bookingDate) < -bookedWithin.daysBefore)
        row = rows.next();
      if (row.done === true) break;
      if (daysBetween(date, row.value.bookingDate) > bookedWithin.daysAfter) continue;
      links.set(one, row.value.id);
      row = rows.next();
    }
  }
  return pending.map((one) => links.get(one) ?? null);
}

type Sum = Pick<PendingClue, 'amountMinor' | 'currency'>;
const sumKey = ({ amountMinor, currency }: Sum): string => `${amountMinor} ${currency}`;

/** By the bank's ids. One that several have names none of them: a placeholder, or one that the bank uses again. */
function linkNamed(pending: readonly PendingClue[], booked: readonly PossibleBooking[]): Map<PendingClue, string> {
  const named = Map.groupBy(booked, nameKey);
  const links = new Map<PendingClue, string>();
  for (const [name, [one, ...alike]] of Map.groupBy(pending, nameKey)) {
    const [row, ...others] = (name === null ? undefined : named.get(name)) ?? [];
    if (one !== undefined && row !== undefined && alike.length + others.length === 0) links.set(one, row.id);
  }
  return links;
}

const nameKey = ({ bankTransactionId, currency }: PendingClue | PossibleBooking): string | null =>
  bankTransactionId === null ? null : `${currency} ${bankTransactionId}`;
