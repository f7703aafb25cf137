import { type AcceptedAllocation, allocationsKey } from './acceptedAllocation.ts';

/** A candidate as a review item keeps it (matching 7): what a person is shown, and what is learned from. */
export interface ShownCandidate {
  /** Of this proposal: stable while the item's version is. */
  readonly id: string;
  /** Kind of hypothesis, such as `single` or `fee`. */
  readonly kind: string;
  /** Calibrated, 0 to 1. */
  readonly probability: number;
  /** Minor units as text; positive. */
  readonly allocations: readonly { readonly invoice_id: string; readonly amount_minor: string }[];
  readonly reasons: readonly {
    readonly group: string;
    readonly level: string;
    readonly bits: number;
    readonly text: string;
  }[];
}

/** Kinds whose difference between paid and allocated is part of what the person is shown (matching 5). */
const kindsWithDifference: ReadonlySet<string> = new Set(['fee', 'rounding']);

/**
 * How much more than was paid an acceptance may allocate: a fee or a rounding was named by its candidate (null: whatever it
 * is), anything else stays within what the client writes off and what the row's lines say was kept.
 */
export const acceptedTolerance = (candidate: ShownCandidate | null, allowedMinor: bigint): bigint | null =>
  candidate !== null && kindsWithDifference.has(candidate.kind) ? null : allowedMinor;

/** What a candidate proposes, as it is compared and stored. */
export const proposedAllocations = ({ allocations }: ShownCandidate): readonly AcceptedAllocation[] =>
  allocations.map(({ invoice_id, amount_minor }) => ({ invoiceId: invoice_id, amountMinor: BigInt(amount_minor) }));

/**
 * What accepting a candidate takes of open items. A refund or return names what an earlier payment was allocated to: it uses
 * nothing of it, and whether that match is undone is the person's to say (matching 5).
 */
export const acceptedAllocations = (candidate: ShownCandidate): readonly AcceptedAllocation[] =>
  candidate.kind === 'refund' ? [] : proposedAllocations(candidate);

/** The candidate that proposes these very allocations, in any order; null: none does. */
export function proposing(
  candidates: readonly ShownCandidate[],
  allocations: readonly AcceptedAllocation[],
): ShownCandidate | null {
  const wanted = allocationsKey(allocations);
  return candidates.find((candidate) => allocationsKey(proposedAllocations(candidate)) === wanted) ?? null;
}
