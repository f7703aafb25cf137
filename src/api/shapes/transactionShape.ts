import { z } from 'zod';
import type { StoredTransaction } from '../../db/sql/read/transactionColumns.ts';
import { formatMinor } from '../../domain/money.ts';
import { amountText, currencyCode, id, instantText, isoDate } from './fields.ts';

export const transactionStatus = z.enum(['booked', 'withdrawn', 'replaced']);
export const matchStatus = z.enum(['unmatched', 'review', 'matched', 'ignored']);

const match = z.object({
  id,
  allocations: z.array(z.object({ invoice_id: id, external_id: z.string(), amount: amountText })),
  evidence_class: z.string(),
  posting_status: z.string(),
});

/** A booked row (contract 3.2). */
export const transactionItem = z
  .object({
    id,
    connection_id: id.nullable(),
    account_id: id,
    booking_date: isoDate,
    value_date: isoDate.nullable(),
    amount: amountText,
    currency: currencyCode,
    counterparty_name: z.string().nullable(),
    counterparty_account: z.string().nullable(),
    text: z.string().nullable().meta({ description: 'Remittance information' }),
    kid: z.string().nullable(),
    creditor_reference: z.string().nullable(),
    end_to_end_id: z.string().nullable(),
    entry_reference: z.string().nullable(),
    bank_transaction_id: z.string().nullable(),
    bank_transaction_code: z.string().nullable(),
    archive_reference: z.string().nullable(),
    balance_after: amountText.nullable(),
    original_amount: amountText.nullable(),
    original_currency: currencyCode.nullable(),
    exchange_rate: z.string().nullable(),
    status: transactionStatus,
    replaced_by: id.nullable(),
    match_status: matchStatus,
    matches: z.array(match),
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({ id: 'Transaction' });

const amount = (minor: string, currency: string): string => formatMinor(BigInt(minor), currency);
const amountOrNull = (minor: string | null, currency: string): string | null =>
  minor === null ? null : amount(minor, currency);

/** A stored row as the contract's item. */
export function presentTransaction(row: StoredTransaction): z.input<typeof transactionItem> {
  return {
    id: row.id,
    connection_id: row.connection_id,
    account_id: row.account_id,
    booking_date: row.booking_date,
    value_date: row.value_date,
    amount: amount(row.amount_minor, row.currency),
    currency: row.currency,
    counterparty_name: row.counterparty_name,
    counterparty_account: row.counterparty_account,
    text: row.text,
    kid: row.kid,
    creditor_reference: row.creditor_reference,
    end_to_end_id: row.end_to_end_id,
    entry_reference: row.entry_reference,
    bank_transaction_id: row.bank_transaction_id,
    bank_transaction_code: row.bank_transaction_code,
    archive_reference: row.archive_reference,
    balance_after: amountOrNull(row.balance_after_minor, row.currency),
    original_amount: amountOrNull(row.original_amount_minor, row.original_currency ?? row.currency),
    original_currency: row.original_currency,
    exchange_rate: row.exchange_rate,
    status: row.status,
    replaced_by: row.replaced_by,
    match_status: row.match_status,
    matches: row.match === null ? [] : [presentMatch(row.match)],
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

const presentMatch = (stored: NonNullable<StoredTransaction['match']>): z.input<typeof match> => ({
  id: stored.id,
  allocations: stored.allocations.map((allocation) => ({
    invoice_id: allocation.invoice_id,
    external_id: allocation.external_id,
    amount: amount(allocation.amount_minor, allocation.currency),
  })),
  evidence_class: stored.evidence_class,
  posting_status: stored.posting_status,
});
