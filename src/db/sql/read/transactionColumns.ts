import { instant } from './instant.ts';

export interface StoredAllocation {
  readonly invoice_id: string;
  readonly external_id: string;
  readonly amount_minor: string;
  readonly currency: string;
}
export interface StoredMatch {
  readonly id: string;
  readonly evidence_class: string;
  readonly posting_status: string;
  readonly allocations: readonly StoredAllocation[];
}

/** A booked row with the match that holds now. Amounts are minor units as text, dates `YYYY-MM-DD`, instants RFC 3339. */
export interface StoredTransaction {
  readonly id: string;
  readonly connection_id: string | null;
  readonly account_id: string;
  readonly booking_date: string;
  readonly value_date: string | null;
  readonly amount_minor: string;
  readonly currency: string;
  readonly counterparty_name: string | null;
  readonly counterparty_account: string | null;
  readonly text: string | null;
  readonly kid: string | null;
  readonly creditor_reference: string | null;
  readonly end_to_end_id: string | null;
  readonly entry_reference: string | null;
  readonly bank_transaction_id: string | null;
  readonly bank_transaction_code: string | null;
  readonly archive_reference: string | null;
  readonly balance_after_minor: string | null;
  readonly original_amount_minor: string | null;
  readonly original_currency: string | null;
  readonly exchange_rate: string | null;
  readonly status: 'booked' | 'withdrawn' | 'replaced';
  readonly replaced_by: string | null;
  readonly match_status: 'unmatched' | 'review' | 'matched' | 'ignored';
  readonly match: StoredMatch | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** SQL: the columns of `StoredTransaction`, of `bank_transactions t` and what `transactionJoins` adds. */
export const transactionColumns = `
  t.id, a.connection_id, t.account_id, t.booking_date, t.value_date, t.amount_minor::text as amount_minor, t.currency,
  t.counterparty_name, t.counterparty_account, t.text, t.kid, t.creditor_reference, t.end_to_end_id, t.entry_reference,
  t.bank_transaction_id, t.bank_transaction_code, t.archive_reference,
  t.balance_after_minor::text as balance_after_minor, t.original_amount_minor::text as original_amount_minor,
  t.original_currency, t.exchange_rate, t.status, t.replaced_by, t.match_status,
  case when m.id is not null then json_build_object('id', m.id, 'evidence_class', m.evidence_class,
    'posting_status', m.posting_status, 'allocations', coalesce(l.allocations, '[]')) end as match,
  ${instant('t.created_at')} as created_at, ${instant('t.updated_at')} as updated_at`;

/** A row has one active match at most (`matches_one_active`), so the joins keep the number of rows. */
export const transactionJoins = `
  join bank_accounts a on a.client_id = t.client_id and a.id = t.account_id
  left join matches m on m.client_id = t.client_id and m.transaction_id = t.id and m.state = 'active'
  left join lateral (
    select json_agg(json_build_object('invoice_id', i.id, 'external_id', i.external_id,
                                      'amount_minor', al.amount_minor::text, 'currency', i.currency)
                    order by i.external_id) as allocations
    from allocations al
    join invoices i on i.client_id = al.client_id and i.id = al.invoice_id
    where al.client_id = m.client_id and al.match_id = m.id
  ) l on true`;
