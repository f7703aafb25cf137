import { describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../src/domain/calendarDate.ts';
import {
  bookingsFrom,
  linkPending,
  type PendingClue,
  type PossibleBooking,
  pendingDate,
} from '../../../src/domain/pendingLink.ts';

const today = calendarDate('2026-11-20');
const day = (ago: number) => addDays(today, -ago);

const pending = (ago: number, more: Partial<PendingClue> = {}): PendingClue => ({
  bankTransactionId: null,
  bookingDate: null,
  valueDate: null,
  enteredAt: `${day(ago)}T14:03:11`,
  amountMinor: -500n,
  currency: 'NOK',
  ...more,
});
const booked = (id: string, ago: number, more: Partial<PossibleBooking> = {}): PossibleBooking => ({
  id,
  bankTransactionId: null,
  bookingDate: day(ago),
  amountMinor: -500n,
  currency: 'NOK',
  ...more,
});

describe('ledger 6 a reservation and the row that it became', () => {
  const rows: readonly (readonly [
    string,
    readonly PendingClue[],
    readonly PossibleBooking[],
    readonly (string | null)[],
  ])[] = [
    ['nothing is booked yet', [pending(1)], [], [null]],
    ['equal amount, the day after', [pending(2)], [booked('a', 1)], ['a']],
    ['two days before it', [pending(1)], [booked('a', 3)], ['a']],
    ['three days before it', [pending(1)], [booked('a', 4)], [null]],
    ['fourteen days after it', [pending(16)], [booked('a', 2)], ['a']],
    ['fifteen days after it', [pending(17)], [booked('a', 2)], [null]],
    ['another amount', [pending(2)], [booked('a', 1, { amountMinor: 500n })], [null]],
    ['another currency', [pending(2)], [booked('a', 1, { currency: 'EUR' })], [null]],
    ['one row for one reservation', [pending(2), pending(2)], [booked('a', 1)], ['a', null]],
    ['the oldest first, on both sides', [pending(1), pending(3)], [booked('b', 0), booked('a', 2)], ['b', 'a']],
    [
      'Q04 the bank’s own id, whatever the amount',
      [pending(2, { bankTransactionId: 'x' })],
      [booked('a', 1), booked('b', 1, { bankTransactionId: 'x', amountMinor: -510n })],
      ['b'],
    ],
    [
      'a row that is named is not taken by another',
      [pending(5), pending(2, { bankTransactionId: 'x' })],
      [booked('a', 1, { bankTransactionId: 'x' })],
      [null, 'a'],
    ],
    [
      'Q02 an id that several have names none of them',
      [pending(2, { bankTransactionId: 'x' })],
      [
        booked('a', 1, { bankTransactionId: 'x', amountMinor: -1n }),
        booked('b', 1, { bankTransactionId: 'x', amountMinor: -2n }),
      ],
      [null],
    ],
    [
      'nor one that several reservations have',
      [
        pending(2, { bankTransactionId: 'x', amountMinor: -1n }),
        pending(2, { bankTransactionId: 'x', amountMinor: -2n }),
      ],
      [booked('a', 1, { bankTransactionId: 'x' })],
      [null, null],
    ],
  ];
  test.each(rows)('%s', (_name, reservations, bookings, expected) => {
    expect(linkPending(reservations, bookings, today)).toEqual(expected);
  });
});

test('D-14 thousands of equal reservations and rows are linked in one pass', () => {
  const reservations = Array.from({ length: 10_000 }, () => pending(2));
  const bookings = Array.from({ length: 20_000 }, (_, n) => booked(`row-${n}`, 1));
  const begunMs = performance.now();
  const links = linkPending(reservations, bookings, today);
  expect(links).toEqual(bookings.slice(0, 10_000).map(({ id }) => id));
  // A loop within a loop takes minutes here.
  expect(performance.now() - begunMs).toBeLessThan(5_000);
});

test.each([
  ['two days before the oldest reservation', [pending(3), pending(30)], 32],
  ['never before the longest that one is held', [pending(3), pending(4_000)], 92],
  ['nor where the bank writes the first day that there is', [pending(3, { enteredAt: '0001-01-01T00:00:00' })], 92],
  ['two days ago where all lie ahead', [pending(-9)], 2],
] as const)('Q12 rows are looked for from %s', (_from, reservations, ago) => {
  expect(bookingsFrom(reservations, today)).toBe(day(ago));
});

test.each([
  ['its booking date', pending(3, { bookingDate: day(9) }), 9],
  ['else the day on which it was entered', pending(3, { valueDate: day(9) }), 3],
  ['else its value date', pending(3, { enteredAt: 'yesterday', valueDate: day(9) }), 9],
  ['else today', pending(3, { enteredAt: null }), 0],
] as const)('Q12 the day of a reservation: %s', (_name, clue, ago) => {
  expect(pendingDate(clue, today)).toBe(day(ago));
});
