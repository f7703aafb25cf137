import type { Decision, ItemAllocation } from '../domain/matching/decision.ts';
import { formatMinor } from '../domain/money.ts';

/** A decision as contract 4 writes it. `currencyOf` is the item's. */
export function decisionLine(decision: Decision, currencyOf: (itemId: string) => string): Record<string, unknown> {
  const written = (allocations: readonly ItemAllocation[]) =>
    allocations.map(({ itemId, amountMinor }) => ({
      external_id: itemId,
      amount: formatMinor(amountMinor, currencyOf(itemId)),
    }));
  return {
    transaction_id: decision.paymentId,
    decision: decision.decision,
    allocations: written(decision.allocations),
    evidence_class: decision.evidenceClass,
    probability: rounded(decision.probability),
    candidates: decision.candidates.map(({ allocations, probability, reasons }) => ({
      allocations: written(allocations),
      probability: rounded(probability),
      reasons: reasons.map(({ group, level, bits, text }) => ({ group, level, bits, text })),
    })),
  };
}

const rounded = (probability: number): number => Math.round(probability * 1e6) / 1e6;
