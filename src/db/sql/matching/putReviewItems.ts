import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ReviewProposal {
  /** For a new item; an open one of the row keeps its own. */
  readonly id: string;
  readonly transactionId: string;
  readonly kind: 'candidates' | 'no_candidate';
  /** `review` where a choice among candidates is all that is missing; a task leaves the row `unmatched` (matching 7). */
  readonly matchStatus: 'unmatched' | 'review';
  readonly reason: string;
  readonly candidates: readonly Readonly<Record<string, unknown>>[];
  readonly modelVersion: string;
  /** Equal: the same is proposed for the same reason, whatever the probabilities have become. */
  readonly proposalKey: string;
}

export interface PutReviewItem {
  readonly id: string;
  readonly transactionId: string;
  readonly kind: ReviewProposal['kind'];
}

/**
 * Puts rows before a person: a new item, or the open one of the row renewed with the next version. Marks the rows.
 * Returns what is new: an open item that proposes the same
 * already is left as it is.
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
    kind: proposal.kind,
    match_status: proposal.matchStatus,
    reason: proposal.reason,
    candidates: proposal.candidates,
    model_version: proposal.modelVersion,
    proposal_key: proposal.proposalKey,
  }));
  return query<PutReviewItem>(
    em,
    `with r as materialized (
       select * from json_to_recordset($2) as r(id uuid, transaction_id uuid, kind text, match_status text, reason text,
         candidates jsonb, model_version text, proposal_key text)
     ), put as (
       insert into review_items (id, client_id, transaction_id, kind, reason, candidates, model_version, proposal_key)
       select r.id, $1, r.transaction_id, r.kind, r.reason, r.candidates, r.model_version, r.proposal_key
       from r
       on conflict (client_id, transaction_id) where status = 'open' do update set
         kind = excluded.kind, reason = excluded.reason, candidates = excluded.candidates,
         model_version = excluded.model_version, proposal_key = excluded.proposal_key,
         version = review_items.version + 1, updated_at = now()
       where review_items.proposal_key is distinct from excluded.proposal_key
       returning id, transaction_id, kind
     ), marked as (
       update bank_transactions t
       set match_status = r.match_status, updated_at = now()
       from put join r on r.transaction_id = put.transaction_id
       where t.client_id = $1 and t.id = put.transaction_id and t.match_status <> r.match_status
     )
     select id, transaction_id as "transactionId", kind from put`,
    [clientId, JSON.stringify(records)],
  );
}
