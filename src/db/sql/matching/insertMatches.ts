import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { readFirstItems } from './readFirstItems.ts';

export interface NewMatch {
  readonly id: string;
  readonly transactionId: string;
  /** `matcher` or `person`. */
  readonly decidedBy: string;
  /** The ERP's id of the person; null or left out: the matcher. */
  readonly userRef?: string | null;
  /** Drawn to be checked by a person (matching 9); left out: no. */
  readonly isAuditSample?: boolean;
  readonly evidenceClass: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Empty: a person says that the row belongs to no invoice, so that there is nothing to post. */
  readonly allocations: readonly { readonly invoiceId: string; readonly amountMinor: bigint }[];
}

/**
 * Matches with their allocations, and their rows marked as matched, in one statement. A second active match of a row
 * fails with 23505 (`matches_one_active`).
 */
export async function insertMatches(em: EntityManager, clientId: string, matches: readonly NewMatch[]): Promise<void> {
  if (matches.length === 0) return;
  const firstItems = await readFirstItems(em, clientId, matches);
  const records = matches.map((match) => ({
    id: match.id,
    transaction_id: match.transactionId,
    decided_by: match.decidedBy,
    user_ref: match.userRef ?? null,
    posting_status: match.allocations.length === 0 ? 'none' : 'unposted',
    is_audit_sample: match.isAuditSample ?? false,
    evidence_class: match.evidenceClass,
    evidence: match.evidence,
    ...firstItems.get(match.id),
  }));
  const allocations = matches.flatMap(({ id, allocations: parts }) =>
    parts.map(({ invoiceId, amountMinor }) => ({
      match_id: id,
      invoice_id: invoiceId,
      amount_minor: amountMinor.toString(),
    })),
  );
  await query(
    em,
    `with made as (
       insert into matches (id, client_id, transaction_id, decided_by, user_ref, posting_status, is_audit_sample,
         evidence_class, evidence, party_id, booking_date, lag_days)
       select r.id, $1, r.transaction_id, r.decided_by, r.user_ref, r.posting_status, r.is_audit_sample,
         r.evidence_class, r.evidence, r.party_id, r.booking_date, r.lag_days
       from json_to_recordset($2) as r(id uuid, transaction_id uuid, decided_by text, user_ref text,
         posting_status text, is_audit_sample boolean, evidence_class text, evidence jsonb, party_id text,
         booking_date date, lag_days int)
       returning transaction_id
     )
     update bank_transactions t set match_status = 'matched', updated_at = now()
     from made where t.client_id = $1 and t.id = made.transaction_id`,
    [clientId, JSON.stringify(records)],
  );
  await query(
    em,
    `insert into allocations (client_id, match_id, invoice_id, amount_minor)
     select $1, r.match_id, r.invoice_id, r.amount_minor
     from json_to_recordset($2) as r(match_id uuid, invoice_id uuid, amount_minor bigint)`,
    [clientId, JSON.stringify(allocations)],
  );
}
