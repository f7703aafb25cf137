import {
  decideReferenceMatch,
  type HoldReason,
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
 *
 * `holdBack` gives the reason why a payment may not be matched without a person: then it is proposed, and takes nothing.
 */
export function decideChunk(
  transactions: readonly CitingTransaction[],
  holdBack: (transaction: MatchableTransaction) => HoldReason | null = () => null,
): ReadonlyMap<string, ReferenceDecision> {
  const key = ({ bookingDate, id }: CitingTransaction): string => `${bookingDate} ${id}`;
  const taken = new Map<string, bigint>();
  const decisions = new Map<string, ReferenceDecision>();
  let undecided: readonly CitingTransaction[] = transactions.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  for (let before = undecided.length + 1; undecided.length < before; ) {
    before = undecided.length;
    undecided = undecided.filter((transaction) => {
      const hits = leftOf(transaction.hits, taken);
      const decision = proposeWhereHeld(decideReferenceMatch(transaction, hits), hits, holdBack(transaction));
      decisions.set(transaction.id, decision);
      if (decision.decision !== 'matched') return true;
      for (const { invoiceId, amountMinor } of decision.allocations)
        taken.set(invoiceId, (taken.get(invoiceId) ?? 0n) + amountMinor);
      return false;
    });
  }
  return decisions;
}

function proposeWhereHeld(
  decision: ReferenceDecision,
  hits: readonly ReferenceHit[],
  reason: HoldReason | null,
): ReferenceDecision {
  if (decision.decision !== 'matched' || reason === null) return decision;
  const via = decision.evidenceClass === 'kid_exact' ? 'kid' : 'number';
  const [allocation] = decision.allocations;
  const candidates = hits.filter((hit) => hit.invoiceId === allocation?.invoiceId && hit.via === via).slice(0, 1);
  return { decision: 'review', reason, candidates };
}

const leftOf = (hits: readonly ReferenceHit[], taken: ReadonlyMap<string, bigint>): readonly ReferenceHit[] =>
  hits.map((hit) => ({ ...hit, residualMinor: hit.residualMinor - (taken.get(hit.invoiceId) ?? 0n) }));
