import { z } from 'zod';
import { parseCalendarDate } from '../../domain/calendarDate.ts';
import { parseMinor } from '../../domain/money.ts';
import type { PendingEntry } from '../port.ts';
import { readCounterparty } from './counterparty.ts';
import { readReferences } from './references.ts';
import { rowFields } from './rowFields.ts';
import { type AccountReference, textSchema } from './textFields.ts';

const pendingSchema = z.object({ ...rowFields, dnbTransactionDateTime: textSchema });

/** A reservation in DNB's shape (bank A.4): no booking date, an id of its own. `null` where its amount cannot be read. */
export function readPendingRow(raw: unknown, own: AccountReference): PendingEntry | null {
  const parsed = pendingSchema.safeParse(raw);
  if (!parsed.success) return null;
  const row = parsed.data;
  const { amount, currency } = row.transactionAmount;
  const parsedAmount = parseMinor(amount, currency);
  if (!parsedAmount.ok) return null;
  const { amountMinor } = parsedAmount;
  const { text, kid } = readReferences(row);
  return {
    bankTransactionId: row.transactionId,
    bookingDate: row.bookingDate === null ? null : parseCalendarDate(row.bookingDate),
    valueDate: row.valueDate === null ? null : parseCalendarDate(row.valueDate),
    enteredAt: row.dnbTransactionDateTime,
    amountMinor,
    currency,
    ...readCounterparty(row, amountMinor, own),
    text,
    kid,
  };
}
