import { instant } from '../read/instant.ts';
import type { StoredAllocation } from '../read/transactionColumns.ts';

/** A match with its allocations; none: the row belongs to no invoice. Instants RFC 3339. */
export interface ListedMatch {
  readonly id: string;
  readonly transaction_id: string;
  readonly state: 'active' | 'undone';
  readonly decided_by: string;
  readonly user: string | null;
  readonly evidence_class: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly posting_status: string;
  readonly allocations: readonly StoredAllocation[];
  readonly created_at: string;
  readonly undone_at: string | null;
  readonly undone_by_user: string | null;
  /** Drawn when decided, to be checked by a person (matching 9). */
  readonly is_audit_sample: boolean;
  readonly confirmed_at: string | null;
  readonly confirmed_by_user: string | null;
}

/** SQL: the columns of `ListedMatch`, of `matches m` and what `matchJoins` adds. */
export const matchColumns = `
  m.id, m.transaction_id, m.state, m.decided_by, m.user_ref as "user", m.evidence_class, m.evidence, m.posting_status,
  ${instant('m.created_at')} as created_at, ${instant('m.undone_at')} as undone_at,
  m.undone_user_ref as undone_by_user, m.is_audit_sample, ${instant('m.confirmed_at')} as confirmed_at,
  m.confirmed_user_ref as confirmed_by_user, coalesce(l.allocations, '[]') as allocations`;

export const matchJoins = `
  left join lateral (
    select json_agg(json_build_object('invoice_id', i.id, 'external_id', i.external_id,
                                      'amount_minor', a.amount_minor::text, 'currency', i.currency)
                    order by i.external_id) as allocations
    from allocations a join invoices i on i.client_id = a.client_id and i.id = a.invoice_id
    where a.client_id = m.client_id and a.match_id = m.id
  ) l on true`;
