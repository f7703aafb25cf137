import type { PendingEntry } from '../../../bank/port.ts';

/** A row of `pending_transactions`, as JSON carries it to the database and back. */
export interface PendingRecord {
  readonly position: number;
  readonly bank_transaction_id: string | null;
  readonly booking_date: string | null;
  readonly value_date: string | null;
  readonly entered_at: string | null;
  readonly amount_minor: string;
  readonly currency: string;
  readonly counterparty_name: string | null;
  readonly counterparty_account: string | null;
  readonly text: string | null;
  readonly kid: string | null;
  readonly booked_transaction_id: string | null;
}

/** In the bank's order, each with the row that it seems to have become. */
export const toPendingRecords = (
  entries: readonly PendingEntry[],
  links: readonly (string | null)[],
): readonly PendingRecord[] =>
  entries.map((entry, index) => ({
    position: index + 1,
    bank_transaction_id: entry.bankTransactionId,
    booking_date: entry.bookingDate,
    value_date: entry.valueDate,
    entered_at: entry.enteredAt,
    amount_minor: entry.amountMinor.toString(),
    currency: entry.currency,
    counterparty_name: entry.counterpartyName,
    counterparty_account: entry.counterpartyAccount,
    text: entry.text,
    kid: entry.kid,
    booked_transaction_id: links[index] ?? null,
  }));
