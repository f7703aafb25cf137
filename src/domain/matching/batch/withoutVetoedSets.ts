import type { PartDecision } from './decideDay.ts';
import type { DecisionOptions } from './decisionOptions.ts';

/**
 * Takes back what was decided about the lines of a row, where together they would be what a person rejected of it or undid
 * (matching 10): a sum post is posted, and proposed, as a whole. Each line alone may still be right, which is a person's to
 * say.
 */
export function withoutVetoedSets(
  decided: readonly PartDecision[],
  { vetoedSets }: Pick<DecisionOptions, 'vetoedSets'>,
): readonly PartDecision[] {
  if (vetoedSets === undefined) return decided;
  const itemIdsOfRow = new Map<string, Set<string>>();
  for (const { part, decision } of decided.filter(isOfLine)) {
    const itemIds = itemIdsOfRow.get(part.paymentId) ?? new Set();
    itemIdsOfRow.set(part.paymentId, itemIds);
    for (const { itemId } of decision.candidates[0]?.allocations ?? []) itemIds.add(itemId);
  }
  const vetoed = new Set(
    [...itemIdsOfRow].flatMap(([paymentId, itemIds]) =>
      vetoedSets(paymentId, [...itemIds].toSorted()) ? [paymentId] : [],
    ),
  );
  return vetoed.size === 0 ? decided : decided.map((one) => (vetoed.has(one.part.paymentId) ? takenBack(one) : one));
}

const isOfLine = ({ part }: PartDecision): boolean => part.lineIndex !== null;

const takenBack = ({ part, decision }: PartDecision): PartDecision => ({
  part,
  decision: {
    ...decision,
    decision: 'none',
    allocations: [],
    residualMinor: 0n,
    withheldBecause: 'vetoed',
    task: null,
    candidates: [],
  },
});
