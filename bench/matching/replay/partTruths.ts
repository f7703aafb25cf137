import { type PaymentPart, partsOf } from '../../../src/domain/matching/hypotheses/paymentLines.ts';
import type { Payment } from '../../../src/domain/matching/payment.ts';
import type { MatcherWorld } from '../matcherWorld.ts';
import type { TruthOfPart } from './outcome.ts';

export interface TruePart {
  readonly part: PaymentPart;
  readonly truth: TruthOfPart;
}

/** What is decided about of a row, with the truth of each part. A line is no 1:1 payment: its row was no payment of its own. */
export function truePartsOf(payment: Payment, { truthOf }: MatcherWorld): readonly TruePart[] {
  const truth = truthOf.get(payment.id);
  if (truth === undefined) return [];
  const { kind, tags, oneToOne, allocations, lines } = truth;
  return partsOf(payment).map((part) =>
    part.lineIndex === null
      ? { part, truth: { kind, tags, oneToOne, allocations } }
      : { part, truth: { kind, tags, oneToOne: false, allocations: lines[part.lineIndex] ?? [] } },
  );
}
