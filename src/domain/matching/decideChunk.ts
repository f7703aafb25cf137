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
 * others, so two payments never get the same invoice (contract 4). By transaction id.
 *
 * What is not matched is decided again until nothing more is: a later payment may have taken what an earlier one cites,
 * and a second run must find nothing else to do (matching 12, property 3). Each round but the last matches a row or more.
 */
export function decideChunk(transactions: readonly CitingTransaction[]): ReadonlyMap<string, ReferenceDecision> {
  const key = ({ bookingDate, id }: CitingTransaction): string => `${bookingDate} ${id}`;
  const taken = new Map<string, bigint>();
  const decisions = new Map<string, ReferenceDecision>();
  let undecided: readonly CitingTransaction[] = transactions.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  for (let before = undecided.length + 1; undecided.length < before; ) {
    before = undecided.length;
    undecided = undecided.filter((transaction) => {
      const decision = decideReferenceMatch(transaction, leftOf(transaction.hits, taken));
      decisions.set(transaction.id, decision);
      if (decision.decision !== 'matched') return true;
      for (const { invoiceId, amountMinor } of decision.allocations)
        taken.set(invoiceId, (taken.get(invoiceId) ?? 0n) + amountMinor);
      return false;
    });
  }
  return decisions;
}

const leftOf = (hits: readonly ReferenceHit[], taken: ReadonlyMap<string, bigint>): readonly ReferenceHit[] =>
  hits.map((hit) => ({ ...hit, residualMinor: hit.residualMinor - (taken.get(hit.invoiceId) ?? 0n) }));
