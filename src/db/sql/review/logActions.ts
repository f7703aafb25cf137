import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { AcceptedAllocation } from '../../../domain/review/acceptedAllocation.ts';
import type { ShownCandidate } from '../../../domain/review/shownCandidate.ts';
import { query } from '../../tenantScope.ts';
import { toAllocationRecord } from './allocationRecord.ts';

/** Who decides: the API key, and the ERP's id of the person behind it. */
export interface Person {
  /** A principal's id. */
  readonly actor: string;
  readonly user: string | null;
}

export type PersonAction =
  /** A candidate that was shown. */
  | 'accept'
  /** Allocations of the person's own. */
  | 'allocate'
  | 'reject'
  | 'no_match'
  /** Waits for a second person: teaches nothing yet. */
  | 'first_acceptance'
  | 'undo'
  /** Checked, and right as the matcher decided it. */
  | 'confirm'
  /** Decided elsewhere, told to learn from. */
  | 'import';

export interface ActionRecord {
  readonly action: PersonAction;
  readonly transactionId: string;
  readonly matchId: string | null;
  readonly reviewItemId: string | null;
  /** What was decided, or rejected, or undone. */
  readonly allocations: readonly AcceptedAllocation[];
  readonly candidateId: string | null;
  /** All that the person was shown, with levels and probabilities; empty where it was nothing. */
  readonly shown: readonly ShownCandidate[];
  /** Of what was shown, or of the match that was undone. */
  readonly modelVersion: string | null;
}

/**
 * Appends to the log of what people decided, in the decision's transaction: learning replays it in the order of ids
 * (matching 10). No role may change or delete it.
 */
export async function logActions(
  em: EntityManager,
  clientId: string,
  { actor, user }: Person,
  actions: readonly ActionRecord[],
): Promise<void> {
  if (actions.length === 0) return;
  // Within a millisecond such ids come in any order; put in order they keep that of the records.
  const ids = actions.map(() => randomUUIDv7()).toSorted();
  const records = actions.map((record, index) => ({
    id: ids[index],
    action: record.action,
    transaction_id: record.transactionId,
    match_id: record.matchId,
    review_item_id: record.reviewItemId,
    allocations: record.allocations.map(toAllocationRecord),
    candidate_id: record.candidateId,
    shown: record.shown,
    model_version: record.modelVersion,
  }));
  await query(
    em,
    `insert into match_actions (id, client_id, actor, user_ref, action, transaction_id, match_id, review_item_id,
       allocations, candidate_id, shown, model_version)
     select r.id, $1, $2, $3, r.action, r.transaction_id, r.match_id, r.review_item_id, r.allocations, r.candidate_id,
            r.shown, r.model_version
     from json_to_recordset($4) as r(id uuid, action text, transaction_id uuid, match_id uuid, review_item_id uuid,
       allocations jsonb, candidate_id text, shown jsonb, model_version text)`,
    [clientId, actor, user, JSON.stringify(records)],
  );
}
