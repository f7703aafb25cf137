import { z } from 'zod';
import { pendingShape } from '../data/rowShape.ts';
import type { View } from '../data/view.ts';
import type { BookedRow, PendingRow } from '../ledger/rows.ts';
import { defineDataFault } from './fault.ts';

/** Rows of the newest booking date, as they were before they were booked. */
function stillPending(view: View, bban: string, changedBy: bigint): View {
  const newest = view.booked[0]?.row.bookingDate;
  const rows = view.booked.filter(({ row }) => row.bookingDate === newest).map(({ row }) => reservedAs(row, changedBy));
  return { ...view, pending: [...rows.map((row) => ({ row, shown: pendingShape(row, bban) })), ...view.pending] };
}

const reservedAs = (
  { serial, bookingDate, valueDate, amountMinor, currency, text }: BookedRow,
  changedBy: bigint,
): PendingRow => ({
  id: `010101120000${String(serial).slice(-8)}`,
  at: `${bookingDate}T12:00:00`,
  valueDate,
  amountMinor: amountMinor + changedBy,
  currency,
  text: `VISA ${text}`,
});

/** Q04 */
export const pendingNewId = defineDataFault({
  name: 'pending.new-id',
  what: 'reservations that are booked with another id and amount',
  hook: 'view',
  params: z.strictObject({}),
  strike:
    () =>
    (view, { account }) =>
      stillPending(view, account.id, -100n),
});

/** Q15 */
export const pendingLingers = defineDataFault({
  name: 'pending.lingers',
  what: 'reservations that stay when they are booked',
  hook: 'view',
  params: z.strictObject({}),
  strike:
    () =>
    (view, { account }) =>
      stillPending(view, account.id, 0n),
});
