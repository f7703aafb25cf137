import type { HypothesisKind } from '../../../src/domain/matching/decision.ts';
import type { Hypothesis } from '../../../src/domain/matching/hypotheses/hypothesis.ts';
import { allocatesSame } from '../../../src/domain/matching/learning/answerOf.ts';
import type { PlayedPart } from './playCompany.ts';

/** Truths without an invoice that have a hypothesis of their own. */
const namedTruths: ReadonlyMap<string, HypothesisKind> = new Map([
  ['own_transfer', 'own_transfer'],
  ['duplicate', 'duplicate'],
  ['refund', 'refund'],
]);

/** The hypothesis that is true; undefined where blocking lost it. */
export function rightOne(part: PlayedPart, hypotheses: readonly Hypothesis[]): Hypothesis | undefined {
  const named = namedTruths.get(part.truthKind);
  const found = rightOnes(part, hypotheses);
  return found.find(({ kind }) => kind === named) ?? found.find(({ kind }) => kind === 'none') ?? found[0];
}

/**
 * All that may be called true. Without an invoice a duplicate may be, too: whoever pays its usual amount for what is not in
 * the ledger looks the same as who pays twice.
 */
export function rightOnes(
  { allocations, truthKind }: PlayedPart,
  hypotheses: readonly Hypothesis[],
): readonly Hypothesis[] {
  if (allocations.length > 0) {
    const same = hypotheses.filter((one) => !isWithoutAllocation(one) && allocatesSame(one, allocations));
    const single = same.find(({ kind }) => kind === 'single') ?? same[0];
    return single === undefined ? [] : [single];
  }
  const named = namedTruths.get(truthKind);
  return hypotheses.filter(({ kind }) => kind === 'none' || kind === 'duplicate' || kind === named);
}

/** It may name items, but uses none of them. */
export const isWithoutAllocation = ({ kind }: Hypothesis): boolean =>
  kind === 'none' || kind === 'own_transfer' || kind === 'duplicate' || kind === 'refund';
