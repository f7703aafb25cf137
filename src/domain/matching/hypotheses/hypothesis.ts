import type { HypothesisKind, ItemAllocation } from '../decision.ts';
import type { GroupEvidence } from '../evidence.ts';
import type { OpenItem } from '../openItem.ts';

/** One explanation of a payment, weighed against all the others (matching 5). */
export interface Hypothesis {
  readonly kind: HypothesisKind;
  /** What it uses of open items; empty for a duplicate, an own transfer and none. */
  readonly allocations: readonly ItemAllocation[];
  /** The items it is about: those allocated; of a duplicate the closed one, of a refund those reversed. */
  readonly items: readonly OpenItem[];
  /** At most one for each group; a group that says nothing of this kind is missing. */
  readonly evidence: readonly GroupEvidence[];
  /** ln of how many items, or solutions, the kind could name: its prior is spread over them. */
  readonly lnSpread: number;
  /**
   * The paid amount less what the allocations use (credit notes count against): positive is left unallocated, negative is
   * the difference written off.
   */
  readonly residualMinor: bigint;
  /** Of sums: how many sets of items explain it as well. One elsewhere. */
  readonly solutions: number;
}

/** Hypotheses that nobody can tell apart, as one answer (matching 5). */
export interface Answer {
  /** The one that is taken: the lowest number. */
  readonly taken: Hypothesis;
  /** All of them, `taken` included. */
  readonly members: readonly Hypothesis[];
}

export const partyOf = ({ items }: Hypothesis): string | null => items[0]?.partyId ?? null;
