import type { BookedEntry, TransactionDetails } from '../../../domain/ledger/bookedEntry.ts';

/** The columns of `bank_transactions` that hold what a bank tells beside the bucket, by their name in the domain. */
export const detailColumns = {
  counterpartyName: 'counterparty_name',
  counterpartyAccount: 'counterparty_account',
  text: 'text',
  kid: 'kid',
  creditorReference: 'creditor_reference',
  endToEndId: 'end_to_end_id',
  entryReference: 'entry_reference',
  bankTransactionId: 'bank_transaction_id',
  bankTransactionCode: 'bank_transaction_code',
  archiveReference: 'archive_reference',
  balanceAfterMinor: 'balance_after_minor',
  originalAmountMinor: 'original_amount_minor',
  originalCurrency: 'original_currency',
  exchangeRate: 'exchange_rate',
} as const satisfies Record<keyof TransactionDetails, string>;

type DetailColumn = (typeof detailColumns)[keyof TransactionDetails];
/** As JSON for `json_to_recordset`: bigints as text. */
export type DetailRecord = Readonly<Record<DetailColumn | 'value_date', string | null>>;

/** The column list of a statement, and the same as `json_to_recordset` declares them. */
export const detailColumnNames: readonly DetailColumn[] = Object.values(detailColumns);
export const detailColumnTypes = detailColumnNames
  .map((name) => `${name} ${name.endsWith('_minor') ? 'bigint' : 'text'}`)
  .join(', ');

/** What an entry puts into the columns. */
export function toDetailRecord({
  valueDate,
  details,
}: Pick<BookedEntry, 'details'> & { valueDate: string | null }): DetailRecord {
  return {
    value_date: valueDate,
    counterparty_name: details.counterpartyName,
    counterparty_account: details.counterpartyAccount,
    text: details.text,
    kid: details.kid,
    creditor_reference: details.creditorReference,
    end_to_end_id: details.endToEndId,
    entry_reference: details.entryReference,
    bank_transaction_id: details.bankTransactionId,
    bank_transaction_code: details.bankTransactionCode,
    archive_reference: details.archiveReference,
    balance_after_minor: details.balanceAfterMinor?.toString() ?? null,
    original_amount_minor: details.originalAmountMinor?.toString() ?? null,
    original_currency: details.originalCurrency,
    exchange_rate: details.exchangeRate,
  };
}
