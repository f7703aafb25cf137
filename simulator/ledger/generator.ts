/** Books an account's days (bank H-5). The same seed, account and day give the same rows, whatever else was asked. */
import { addDays, dayNumber, isBusinessDay, isDueDay, nextBusinessDay } from '../calendar.ts';
import { createRandom } from './random.ts';
import * as make from './rowMakers.ts';
import type { BookedRow, PendingRow } from './rows.ts';

export const accountKinds = ['operating', 'savings', 'project', 'currency'] as const;
export type AccountKind = (typeof accountKinds)[number];

export interface GeneratedAccount {
  readonly seed: string;
  readonly bban: string;
  readonly currency: string;
  readonly kind: AccountKind;
  /** 1 to 999: the first digits of the rows' serials. */
  readonly ordinal: number;
}

/** Rows of one account, day by day. */
export interface RowSource {
  /** Booked after one day (`null`: from the first) and until another, that included; oldest first. */
  rows(after: string | null, until: string): readonly BookedRow[];
  pending(today: string): readonly PendingRow[];
}

/** Control-made rows are numbered from here on within their day. */
export const firstControlIndex = 50_000;

export const serialOf = (ordinal: number, bookingDate: string, index: number): number =>
  (ordinal * 100_000 + dayNumber(bookingDate)) * 100_000 + index;

/** An account that lives: rows on business days, from its first day for ever. */
export function livingSource(account: GeneratedAccount, firstDay: string): RowSource {
  return {
    rows(after, until) {
      const rows: BookedRow[] = [];
      for (let date = after === null ? firstDay : addDays(after, 1); date <= until; date = addDays(date, 1))
        if (isBusinessDay(date)) rows.push(...rowsOfDay(account, date));
      return rows;
    },
    pending: (today) =>
      rowsOfDay(account, nextBusinessDay(today))
        .filter(({ type }) => type === 'Varekjøp')
        .map((row) => reserved(row)),
  };
}

/** An account with so many rows, spread evenly over the days until `lastDay`; it does not grow. For load. */
export function countedSource(account: GeneratedAccount, rows: number, days: number, lastDay: string): RowSource {
  const firstDay = addDays(lastDay, 1 - days);
  const dayOf = (index: number): number => Math.floor((index * days) / rows);
  const all = (): readonly BookedRow[] => {
    const random = createRandom(`${account.seed}|${account.bban}`);
    const booked: BookedRow[] = [];
    let invoiceNumber = 1_000_000;
    const nextInvoiceNumber = (): number => (invoiceNumber += 1);
    for (let index = 0, indexInDay = 0; index < rows; index += 1) {
      indexInDay = index > 0 && dayOf(index) === dayOf(index - 1) ? indexInDay + 1 : 1;
      const bookingDate = addDays(firstDay, dayOf(index));
      const draft = anyRow({ random, bookingDate, nextInvoiceNumber });
      booked.push(rowOf(account, draft, bookingDate, indexInDay, 1));
    }
    return booked;
  };
  return {
    rows: (after, until) => (after === null ? all().filter(({ bookingDate }) => bookingDate <= until) : []),
    pending: () => [],
  };
}

function anyRow(day: make.DayOfBooking): make.RowDraft {
  const kind = day.random.next();
  if (kind < 0.5) return make.customerPayment(day);
  if (kind < 0.7) return make.cardPurchase(day);
  if (kind < 0.92) return make.supplierBill(day);
  if (kind < 0.97) return make.foreignPurchase(day);
  return { type: 'Omkostninger', amountMinor: -250n, text: 'Omkostninger' }; // twins, over the days
}

function rowsOfDay(account: GeneratedAccount, bookingDate: string): readonly BookedRow[] {
  const random = createRandom(`${account.seed}|${account.bban}|${bookingDate}`);
  // Ten numbers a day: five digits, each used once.
  let invoiceNumber = (dayNumber(bookingDate) - 18_000) * 10 - 1;
  const day = { random, bookingDate, nextInvoiceNumber: () => (invoiceNumber += 1) };
  const rows: BookedRow[] = [];
  plans[account.kind](day).forEach((order, at) => {
    order.forEach((draft, part) => rows.push(rowOf(account, draft, bookingDate, at + 1, part + 1)));
  });
  return rows;
}

/** What one order booked: mostly one row, twins share it. */
type Orders = readonly (readonly make.RowDraft[])[];

const transferMinor = 2_000_000n;

/** About 600 rows in 13 months on an operating account. */
const plans: Readonly<Record<AccountKind, (day: make.DayOfBooking) => Orders>> = {
  operating: (day) => {
    const { random, bookingDate } = day;
    const some = <T>(share: number, draft: () => T): readonly T[] => (random.chance(share) ? [draft()] : []);
    return [
      [make.cardPurchase(day)],
      ...some(0.1, () => [make.cardPurchase(day)]),
      ...some(0.45, () => [make.customerPayment(day)]),
      ...some(0.12, () => [make.customerPayment(day)]),
      ...some(0.2, () => [make.supplierBill(day)]),
      ...some(0.06, () => [make.foreignPurchase(day)]),
      ...some(0.05, () => make.twins(day)),
      ...on(bookingDate, 1, () => [make.monthlyFee(day)]),
      ...on(bookingDate, 12, () => make.salaries(day)),
      ...on(bookingDate, 15, () => [make.taxPayment(day)]),
      ...on(bookingDate, 20, () => [make.ownTransfer(-transferMinor)]),
      ...atYearsEnd(day),
    ];
  },
  savings: (day) => [...on(day.bookingDate, 20, () => [make.ownTransfer(transferMinor)]), ...atYearsEnd(day)],
  project: (day) => [
    ...(day.random.chance(0.2) ? [[make.customerPayment(day)]] : []),
    ...(day.random.chance(0.15) ? [[make.supplierBill(day)]] : []),
    ...on(day.bookingDate, 1, () => [make.monthlyFee(day)]),
  ],
  currency: (day) => (day.random.chance(0.12) ? [[make.customerPayment(day)]] : []),
};

const on = (date: string, dayOfMonth: number, order: () => readonly make.RowDraft[]): Orders =>
  isDueDay(date, dayOfMonth) ? [order()] : [];

const atYearsEnd = (day: make.DayOfBooking): Orders =>
  nextBusinessDay(day.bookingDate).slice(0, 4) === day.bookingDate.slice(0, 4) ? [] : [[make.yearlyInterest(day)]];

const rowOf = (
  { ordinal, currency }: GeneratedAccount,
  { type, amountMinor, text, valueDate, kid, creditorName, creditorBban }: make.RowDraft,
  bookingDate: string,
  index: number,
  part: number,
): BookedRow => ({
  serial: serialOf(ordinal, bookingDate, index),
  part,
  bookingDate,
  valueDate: valueDate ?? bookingDate,
  amountMinor,
  currency,
  type,
  text,
  kid: kid ?? null,
  creditorName: creditorName ?? null,
  creditorBban: creditorBban ?? null,
  debtorName: null,
  debtorBban: null,
});

/** A card purchase before it is booked: nothing of it but the money is the booked row's. */
function reserved(row: BookedRow): PendingRow {
  const clock = /Kl\. (\d{2})\.(\d{2})/.exec(row.text);
  const [hours, minutes, seconds] = [clock?.[1] ?? '12', clock?.[2] ?? '00', String(row.serial % 60).padStart(2, '0')];
  const day = row.valueDate;
  const stamp = `${day.slice(8)}${day.slice(5, 7)}${day.slice(2, 4)}${hours}${minutes}${seconds}`;
  const shop = row.text.slice(row.text.lastIndexOf(', ') + 2);
  return {
    id: `${stamp}${String((row.serial * 7919) % 100_000_000).padStart(8, '0')}`,
    at: `${day}T${hours}:${minutes}:${seconds}`,
    valueDate: day,
    amountMinor: row.amountMinor,
    currency: row.currency,
    text: `VISA ${shop.toUpperCase()}`,
  };
}
