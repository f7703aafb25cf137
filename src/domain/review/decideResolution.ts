import type { ShownCandidate } from './shownCandidate.ts';

/** A review item as far as a decision about it depends on it. */
export interface DecidableItem {
  readonly status: 'open' | 'resolved';
  readonly version: number;
  readonly candidates: readonly ShownCandidate[];
}

export type ResolutionDecision =
  /** `candidate` null: the action names none. */
  | { readonly kind: 'goes_on'; readonly candidate: ShownCandidate | null }
  /** Somebody else, or the matcher, was first: the person must look again. */
  | { readonly kind: 'changed_meanwhile' }
  | { readonly kind: 'unknown_candidate' };

/**
 * Whether a person who has seen `version` of an item may still decide about it (contract 3.2): only what was shown can be
 * accepted or rejected, and a person's decision is final, so a resolved item takes no second one.
 */
export function decideResolution(
  item: DecidableItem,
  seen: { readonly version: number; readonly candidateId: string | null },
): ResolutionDecision {
  if (item.status !== 'open' || item.version !== seen.version) return { kind: 'changed_meanwhile' };
  if (seen.candidateId === null) return { kind: 'goes_on', candidate: null };
  const candidate = item.candidates.find(({ id }) => id === seen.candidateId);
  return candidate === undefined ? { kind: 'unknown_candidate' } : { kind: 'goes_on', candidate };
}
