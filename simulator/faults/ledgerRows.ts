import { z } from 'zod';
import { addDays } from '../calendar.ts';
import type { BankAccount } from '../ledger/bank.ts';
import { firstControlIndex, serialOf } from '../ledger/generator.ts';
import type { Random } from '../ledger/random.ts';
import { type BookedRow, transactionIdOf } from '../ledger/rows.ts';
import { defineDataFault } from './fault.ts';

const once = { times: 1 } as const;
const which = z.strictObject({ transaction_id: z.string().optional() });
type Draft = Pick<BookedRow, 'bookingDate' | 'amountMinor' | 'text'> & Partial<BookedRow>;

/** Books a row; a fault's rows are numbered as those of the control API are. */
function book({ ordinal, currency, ledger }: BankAccount, draft: Draft): string {
  const row: BookedRow = {
    type: 'Giro',
    currency,
    valueDate: draft.bookingDate,
    kid: null,
    creditorName: null,
    creditorBban: null,
    debtorName: null,
    debtorBban: null,
    ...draft,
    serial: serialOf(ordinal, draft.bookingDate, firstControlIndex + ledger.nextAdded()),
    part: 1,
  };
  ledger.put(row);
  return transactionIdOf(row);
}

const someRow = (
  { ledger }: BankAccount,
  {
    from,
    to,
    random,
    id,
  }: { readonly from: string; readonly to: string; readonly random: Random; readonly id: string | undefined },
): BookedRow | undefined => {
  const rows = ledger.between(from, to);
  if (id !== undefined) return rows.find((row) => transactionIdOf(row) === id);
  return rows.length === 0 ? undefined : random.pick(rows);
};

/** Q07 */
export const rowTwins = defineDataFault({
  name: 'row.twins',
  what: 'truth: books equal rows today; count (2), amount in minor units (-4900)',
  hook: 'ledger',
  defaultWhen: once,
  params: z.strictObject({ count: z.int().min(2).max(500).default(2), amount_minor: z.int().default(-4_900) }),
  strike:
    ({ count, amount_minor }) =>
    ({ account, today }) => ({
      booked: Array.from({ length: count }, () =>
        book(account, {
          bookingDate: today,
          amountMinor: BigInt(amount_minor),
          text: 'Varekjøp, Kaffe Oslo',
          type: 'Varekjøp',
        }),
      ),
      withdrawn: [],
    }),
});

/** Q14 */
export const rowBackdated = defineDataFault({
  name: 'row.backdated',
  what: 'truth: books a row with an older date; days (3)',
  hook: 'ledger',
  defaultWhen: once,
  params: z.strictObject({ days: z.int().min(1).max(80).default(3) }),
  strike:
    ({ days }) =>
    ({ account, today, random }) => ({
      booked: [
        book(account, {
          bookingDate: addDays(today, -days),
          amountMinor: BigInt(random.int(1, 99_999)),
          text: 'Giro, Sent bokført',
        }),
      ],
      withdrawn: [],
    }),
});

/** Q30 */
export const rowZero = defineDataFault({
  name: 'row.zero',
  what: 'truth: books a row of amount 0',
  hook: 'ledger',
  defaultWhen: once,
  params: z.strictObject({}),
  strike:
    () =>
    ({ account, today }) => ({
      booked: [
        book(account, { bookingDate: today, amountMinor: 0n, text: 'Omkostninger, informasjon', type: 'Omkostninger' }),
      ],
      withdrawn: [],
    }),
});

/** Q28 */
export const dateDst = defineDataFault({
  name: 'date.dst',
  what: 'truth: books a row on each day of the last year on which the clocks were changed in Oslo',
  hook: 'ledger',
  defaultWhen: once,
  params: z.strictObject({}),
  strike:
    () =>
    ({ account, from, to }) => {
      const days = [2, 9].flatMap((month) => [-1, 0].map((year) => lastSunday(Number(to.slice(0, 4)) + year, month)));
      const inside = days.filter((day) => from <= day && day <= to);
      return {
        booked: inside.map((bookingDate) =>
          book(account, { bookingDate, amountMinor: -2_500n, text: 'Giro, Sommertid' }),
        ),
        withdrawn: [],
      };
    },
});

function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return new Date(last.getTime() - last.getUTCDay() * 86_400_000).toISOString().slice(0, 10);
}

export const rowWithdrawn = defineDataFault({
  name: 'row.withdrawn',
  what: 'truth: a booked row is there no more; transaction_id: which one',
  hook: 'ledger',
  defaultWhen: once,
  params: which,
  strike:
    ({ transaction_id: id }) =>
    ({ account, from, to, random }) => {
      const row = someRow(account, { from, to, random, id });
      if (row === undefined) return null;
      account.ledger.withdraw(transactionIdOf(row));
      return { booked: [], withdrawn: [transactionIdOf(row)] };
    },
});

export const rowCorrected = defineDataFault({
  name: 'row.corrected',
  what: 'truth: a row is replaced by one with another amount or date, or reversed; what (amount): amount, date, reversed; transaction_id',
  hook: 'ledger',
  defaultWhen: once,
  params: which.extend({ what: z.enum(['amount', 'date', 'reversed']).default('amount') }),
  strike:
    ({ what, transaction_id: id }) =>
    ({ account, from, to, random }) => {
      const row = someRow(account, { from, to, random, id });
      if (row === undefined) return null;
      if (what === 'reversed')
        return { booked: [book(account, { ...row, amountMinor: -row.amountMinor })], withdrawn: [] };
      account.ledger.withdraw(transactionIdOf(row));
      const corrected =
        what === 'amount'
          ? { ...row, amountMinor: row.amountMinor - 1_000n }
          : { ...row, bookingDate: addDays(row.bookingDate, row.bookingDate === to ? -1 : 1) };
      return { booked: [book(account, corrected)], withdrawn: [transactionIdOf(row)] };
    },
});
