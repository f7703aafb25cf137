import type { CalendarDate } from '../calendarDate.ts';

/** What a bank tells about a booked entry beside its bucket; names as contract 3.2. Texts are kept as received. */
export interface TransactionDetails {
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
  /** The remittance information. */
  readonly text: string | null;
  readonly kid: string | null;
  readonly creditorReference: string | null;
  readonly endToEndId: string | null;
  readonly entryReference: string | null;
  readonly bankTransactionId: string | null;
  readonly bankTransactionCode: string | null;
  readonly archiveReference: string | null;
  readonly balanceAfterMinor: bigint | null;
  readonly originalAmountMinor: bigint | null;
  readonly originalCurrency: string | null;
  readonly exchangeRate: string | null;
}

/**
 * An entry as the bank booked it. Its identity is the bucket (account, `bookingDate`, signed `amountMinor`, `currency`);
 * all else is detail and may change after booking (ledger 1).
 */
export interface BookedEntry {
  readonly bookingDate: CalendarDate;
  readonly valueDate: CalendarDate | null;
  /** Negative is money out. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly details: TransactionDetails;
  /** Ids that could name the entry under id policy `proven`: neither blank nor a placeholder (ledger 4). */
  readonly bankIds: { readonly transactionId?: string; readonly entryReference?: string };
}
