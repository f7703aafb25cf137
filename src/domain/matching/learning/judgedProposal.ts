import type { Decision, ItemAllocation, WithheldBecause } from '../decision.ts';
import type { JudgedProposal } from './learningAction.ts';

/** The candidate was good enough to post but for its certificate, or for what the client wants. */
const wouldPost: ReadonlySet<string> = new Set<WithheldBecause>([
  'not_certified',
  'below_threshold',
  'above_limit',
  'shadow',
  'kill_switch',
]);

/** Null: nothing withheld it, it was posted. */
export const couldPost = (withheldBecause: string | null): boolean =>
  withheldBecause === null || wouldPost.has(withheldBecause);

/**
 * What a decision proposed, judged by what is really so; null where it proposed nothing that could ever post: such answers
 * say nothing about a certificate (matching 8).
 */
export function judgedProposalOf(
  decision: Decision,
  told: readonly ItemAllocation[],
  { isUnbiased }: Pick<JudgedProposal, 'isUnbiased'>,
): JudgedProposal | null {
  const [best] = decision.candidates;
  const { evidenceClass, logOdds, withheldBecause, task } = decision;
  if (best === undefined || evidenceClass === null || task !== null) return null;
  if (!couldPost(withheldBecause)) return null;
  return { evidenceClass, logOdds, right: isSameAllocations(best.allocations, told), isUnbiased };
}

/** The same items, and of each the same amount. */
export function isSameAllocations(some: readonly ItemAllocation[], others: readonly ItemAllocation[]): boolean {
  const amounts = new Map(others.map(({ itemId, amountMinor }) => [itemId, amountMinor]));
  return some.length === amounts.size && some.every(({ itemId, amountMinor }) => amounts.get(itemId) === amountMinor);
}
