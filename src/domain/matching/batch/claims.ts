import { type WeighedPayment, weakestClaim } from '../decision/weighPayment.ts';
import type { Answer } from '../hypotheses/hypothesis.ts';

/** How much each payment of a day claims each item: the posterior of the answers that use it. */
export interface Claims {
  /** Claims of other payments on what this answer would use, strongest first, each 0 to 1. */
  rivalsOf(paymentId: string, answer: Answer): readonly number[];
}

interface Claim {
  readonly paymentId: string;
  readonly posterior: number;
}

/**
 * Of interchangeable items as many payments may have one each as there are items: only claims beyond these are rivals. A
 * claim on several interchangeable items lies on each of them in equal parts.
 */
export function claimsOf(weighed: readonly WeighedPayment[]): Claims {
  const byItem = new Map<string, Claim[]>();
  for (const { payment, candidates } of weighed)
    for (const { answer, posterior } of candidates) {
      if (posterior <= weakestClaim) continue;
      for (const [itemId, part] of claimedItems(answer)) {
        const claim = { paymentId: payment.id, posterior: posterior * part };
        const known = byItem.get(itemId);
        if (known === undefined) byItem.set(itemId, [claim]);
        else known.push(claim);
      }
    }
  // Thousands may claim the same interchangeable items: what lies on these is added up once.
  const byItems = new Map<string, readonly Claim[]>();
  return {
    rivalsOf(paymentId, answer) {
      const itemIds = [...claimedItems(answer).keys()];
      const key = itemIds.join('\n');
      const claims = byItems.get(key) ?? claimsOn(itemIds, byItem);
      byItems.set(key, claims);
      const spare = answer.members.length - 1;
      const rivals = claims.filter((claim) => claim.paymentId !== paymentId);
      return rivals.slice(spare).map(({ posterior }) => posterior);
    },
  };
}

/** Each payment's claims on any of these items together, strongest first. */
function claimsOn(itemIds: readonly string[], byItem: ReadonlyMap<string, readonly Claim[]>): readonly Claim[] {
  const claims = new Map<string, number>();
  for (const itemId of itemIds)
    for (const { paymentId, posterior } of byItem.get(itemId) ?? [])
      claims.set(paymentId, Math.min(1, (claims.get(paymentId) ?? 0) + posterior));
  return [...claims]
    .map(([paymentId, posterior]) => ({ paymentId, posterior }))
    .toSorted((a, b) => b.posterior - a.posterior);
}

/** Item → the part of the answer's posterior that lies on it: all of it for each item of a sum. */
export function claimedItems({ taken, members }: Answer): ReadonlyMap<string, number> {
  const hypotheses = members.length === 1 ? [taken] : members;
  const part = 1 / hypotheses.length;
  // A closed or reversed item is not used: nobody competes for it.
  return new Map(
    hypotheses.flatMap(({ kind, allocations }) =>
      kind === 'refund' ? [] : allocations.map(({ itemId }) => [itemId, part] as const),
    ),
  );
}
