import {
  decideReferenceMatch,
  type MatchableTransaction,
  type ReferenceDecision,
  type ReferenceHit,
} from './referenceMatch.ts';

export interface CitingTransaction extends MatchableTransaction {
  readonly id: string;
  readonly hits: readonly ReferenceHit[];
}

/**
 * Decides about many payments, in order of booking date (then id): what one of them takes of an invoice is gone for the
 * next, so two payments never get the same invoice (contract 4). By transaction id.
 */
export function decideChunk(transactions: readonly CitingTransaction[]): ReadonlyMap<string, ReferenceDecision> {
  const taken = new Map<string, bigint>();
  const left = (hit: ReferenceHit): ReferenceHit => ({
    ...hit,
    residualMinor: hit.residualMinor - (taken.get(hit.invoiceId) ?? 0n),
  });
  const key = ({ bookingDate, id }: CitingTransaction): string => `${bookingDate} ${id}`;
  const decisions = new Map<string, ReferenceDecision>();
  for (const transaction of transactions.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))) {
    const decision = decideReferenceMatch(transaction, transaction.hits.map(left));
    decisions.set(transaction.id, decision);
    if (decision.decision !== 'matched') continue;
    for (const { invoiceId, amountMinor } of decision.allocations)
      taken.set(invoiceId, (taken.get(invoiceId) ?? 0n) + amountMinor);
  }
  return decisions;
}
