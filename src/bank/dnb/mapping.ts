import { z } from 'zod';
import { type CalendarDate, parseCalendarDate } from '../../domain/calendarDate.ts';
import type { BookedEntry, TransactionDetails } from '../../domain/ledger/bookedEntry.ts';
import { type AmountRefusal, parseMinor } from '../../domain/money.ts';
import { readCounterparty } from './counterparty.ts';
import { readReferences } from './references.ts';
import { amountSchema, rowFields } from './rowFields.ts';
import { type AccountReference, readText, textSchema } from './textFields.ts';

const optionalAmountSchema = amountSchema.nullable().catch(null);

const rowSchema = z.object({
  ...rowFields,
  entryReference: textSchema,
  endToEndId: textSchema,
  bankTransactionCode: textSchema,
  proprietaryBankTransactionCode: textSchema,
  dnbTransactionType: textSchema,
  balanceAfterTransaction: z.union([
    z.object({ balanceAmount: amountSchema }).transform(({ balanceAmount }) => balanceAmount),
    optionalAmountSchema,
  ]),
  currencyExchange: z.unknown().optional(),
});
export type BookedRow = z.infer<typeof rowSchema>;

export type UnreadableReason = 'shape' | 'booking_date_missing' | 'booking_date' | AmountRefusal;
export type ReadRow =
  | { readonly ok: true; readonly entry: BookedEntry }
  | { readonly ok: false; readonly reason: UnreadableReason; readonly bookingDate: CalendarDate | null };

/** One booked row in DNB's shape, or plain Berlin Group's, as an entry of the ledger (ledger 3). */
export function readBookedRow(raw: unknown, own: AccountReference): ReadRow {
  const parsed = rowSchema.safeParse(raw);
  if (!parsed.success) return { ok: false, reason: 'shape', bookingDate: dateIn(raw) };
  const row = parsed.data;
  if (row.bookingDate === null) return { ok: false, reason: 'booking_date_missing', bookingDate: null };
  const bookingDate = parseCalendarDate(row.bookingDate);
  if (bookingDate === null) return { ok: false, reason: 'booking_date', bookingDate: null };
  const { amount, currency } = row.transactionAmount;
  const parsedAmount = parseMinor(amount, currency);
  if (!parsedAmount.ok) return { ok: false, reason: parsedAmount.reason, bookingDate };
  const { amountMinor } = parsedAmount;
  return {
    ok: true,
    entry: {
      bookingDate,
      valueDate: row.valueDate === null ? null : parseCalendarDate(row.valueDate),
      amountMinor,
      currency,
      details: readDetails(row, amountMinor, own),
      bankIds: {
        ...(namesARow(row.transactionId) ? { transactionId: row.transactionId } : {}),
        ...(namesARow(row.entryReference) ? { entryReference: row.entryReference } : {}),
      },
    },
  };
}

const datedSchema = z.object({ bookingDate: textSchema });

/** Which date an entry belongs to that cannot be understood otherwise: that date does not shrink (ledger 8). */
function dateIn(raw: unknown): CalendarDate | null {
  const parsed = datedSchema.safeParse(raw);
  return parsed.success && parsed.data.bookingDate !== null ? parseCalendarDate(parsed.data.bookingDate) : null;
}

function readDetails(row: BookedRow, amountMinor: bigint, own: AccountReference): TransactionDetails {
  return {
    ...readCounterparty(row, amountMinor, own),
    ...readReferences(row),
    ...readExchange(row.currencyExchange),
    endToEndId: row.endToEndId,
    entryReference: row.entryReference,
    bankTransactionId: row.transactionId,
    bankTransactionCode: row.bankTransactionCode ?? row.proprietaryBankTransactionCode ?? row.dnbTransactionType,
    balanceAfterMinor: minorOrNull(row.balanceAfterTransaction),
  };
}

function minorOrNull(money: z.infer<typeof optionalAmountSchema>): bigint | null {
  if (money === null) return null;
  const parsed = parseMinor(money.amount, money.currency);
  return parsed.ok ? parsed.amountMinor : null;
}

/** Q02: words that banks write where they have no id; such an id names nothing (ledger 4). */
const placeholder = /^(not[\s_-]?provided|not[\s_-]?available|nonref|none|null|n\/?a|unknown|[0\-. ]*)$/i;
const namesARow = (id: string | null): id is string => id !== null && !placeholder.test(id.trim());

const exchangeSchema = z.object({
  sourceCurrency: textSchema,
  exchangeRate: textSchema,
  instructedAmount: optionalAmountSchema,
});

type Exchange = Pick<TransactionDetails, 'originalAmountMinor' | 'originalCurrency' | 'exchangeRate'>;

/** `currencyExchange`, an object or an array of steps, of which the first begins with the payer's currency. */
function readExchange(value: unknown): Exchange {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const parsed = first === undefined ? null : exchangeSchema.safeParse(first);
  if (parsed?.success !== true) return { originalAmountMinor: null, originalCurrency: null, exchangeRate: null };
  const { instructedAmount, sourceCurrency, exchangeRate } = parsed.data;
  return {
    originalAmountMinor: minorOrNull(instructedAmount),
    originalCurrency: readText(instructedAmount?.currency) ?? sourceCurrency,
    exchangeRate,
  };
}
