import { inAdvisedOrder } from '../advisor/inAdvisedOrder.ts';
import type { Decision } from '../decision.ts';

/** What an advisor says of one payment's candidates (matching 11). */
export interface Advice {
  /** Indices of the candidates, the best first; those left out follow in their order. */
  readonly order: readonly number[];
}

/**
 * An advisor may reorder what a person looks at, and nothing else: it makes no auto, no match and no label, and takes no
 * candidate away (matching 11). Any other decision, and advice that names no candidate, leaves everything as it was.
 */
export function applyAdvice(decision: Decision, { order }: Advice): Decision {
  if (decision.decision !== 'review') return decision;
  return { ...decision, candidates: inAdvisedOrder(decision.candidates, order) };
}
