import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ReviewProposal {
  /** For a new item; an open one of the row keeps its own. */
  readonly id: string;
  readonly transactionId: string;
  readonly reason: string;
  readonly candidates: readonly Readonly<Record<string, unknown>>[];
}

export interface PutReviewItem {
  readonly id: string;
  readonly transactionId: string;
}

/**
 * Puts rows before a person: a new item, or the open one of the row renewed with the next version. Marks the rows.
 * Returns what is new: an open item that proposes the same already is left as it is.
 */
export async function putReviewItems(
  em: EntityManager,
  clientId: string,
  proposals: readonly ReviewProposal[],
): Promise<PutReviewItem[]> {
  if (proposals.length === 0) return [];
  const records = proposals.map((proposal) => ({
    id: proposal.id,
    transaction_id: proposal.transactionId,
    reason: proposal.reason,
    candidates: proposal.candidates,
  }));
  return query<PutReviewItem>(
    em,
    `with put as (
       insert into review_items (id, client_id, transaction_id, kind, reason, candidates)
       select r.id, $1, r.transaction_id, 'candidates', r.reason, r.candidates
       from json_to_recordset($2) as r(id uuid, transaction_id uuid, reason text, candidates jsonb)
       on conflict (client_id, transaction_id) where status = 'open' do update set
         reason = excluded.reason, candidates = excluded.candidates, version = review_items.version + 1,
         updated_at = now()
       where (review_items.reason, review_items.candidates) is distinct from (excluded.reason, excluded.candidates)
       returning id, transaction_id
     ), marked as (
       update bank_transactions t set match_status = 'review', updated_at = now()
       from put where t.client_id = $1 and t.id = put.transaction_id
     )
     select id, transaction_id as "transactionId" from put`,
    [clientId, JSON.stringify(records)],
  );
}
