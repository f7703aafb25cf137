import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface NewMatch {
  readonly id: string;
  readonly transactionId: string;
  readonly decidedBy: string;
  readonly evidenceClass: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly allocations: readonly { readonly invoiceId: string; readonly amountMinor: bigint }[];
}

/**
 * Matches with their allocations, and their rows marked as matched, in one statement. A second active match of a row
 * fails with 23505 (`matches_one_active`).
 */
export async function insertMatches(em: EntityManager, clientId: string, matches: readonly NewMatch[]): Promise<void> {
  if (matches.length === 0) return;
  const records = matches.map((match) => ({
    id: match.id,
    transaction_id: match.transactionId,
    decided_by: match.decidedBy,
    evidence_class: match.evidenceClass,
    evidence: match.evidence,
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
       insert into matches (id, client_id, transaction_id, decided_by, evidence_class, evidence)
       select r.id, $1, r.transaction_id, r.decided_by, r.evidence_class, r.evidence
       from json_to_recordset($2) as r(id uuid, transaction_id uuid, decided_by text, evidence_class text, evidence jsonb)
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
