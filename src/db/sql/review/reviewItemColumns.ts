import type { ShownCandidate } from '../../../domain/review/shownCandidate.ts';
import { instant } from '../read/instant.ts';
import type { AllocationRecord } from './allocationRecord.ts';

/** What one person has accepted and another must accept too (matching 9). */
export interface StoredAcceptance {
  readonly user: string;
  readonly candidate_id: string | null;
  readonly allocations: readonly AllocationRecord[];
  /** RFC 3339 */
  readonly at: string;
}

/** How a person ended an item. */
export interface StoredResolution {
  readonly action: 'accept' | 'allocate' | 'no_match';
  readonly user: string | null;
  readonly candidate_id: string | null;
  readonly match_id: string;
}

/** What an advisor said of the item's present version (matching 11). */
export interface StoredAdvice {
  /** Indices of the candidates, the best first; null: it failed. */
  readonly places: readonly number[] | null;
  readonly sentence: string | null;
}

/** A row of `review_items`. Instants RFC 3339. */
export interface StoredReviewItem {
  readonly id: string;
  readonly transaction_id: string;
  readonly status: 'open' | 'resolved';
  readonly kind: string;
  readonly reason: string;
  readonly version: number;
  /** In the matcher's order. */
  readonly candidates: readonly ShownCandidate[];
  readonly advice: StoredAdvice | null;
  readonly model_version: string | null;
  readonly first_acceptance: StoredAcceptance | null;
  /** Null: open, or ended by itself. */
  readonly resolution: StoredResolution | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/**
 * SQL: the columns of `StoredReviewItem`, of `review_items r`. Candidates without allocations are of a version before
 * this one: they are left out until the row is decided again.
 */
export const reviewItemColumns = `
  r.id, r.transaction_id, r.status, r.kind, r.reason, r.version, r.model_version, r.first_acceptance, r.resolution,
  case when (r.advice ->> 'version')::int = r.version then r.advice end as advice,
  (select coalesce(jsonb_agg(c.candidate order by c.place) filter (where c.candidate ? 'allocations'), '[]')
   from jsonb_array_elements(r.candidates) with ordinality as c(candidate, place)) as candidates,
  ${instant('r.created_at')} as created_at, ${instant('r.updated_at')} as updated_at`;
