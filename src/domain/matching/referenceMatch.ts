/** The first evidence class: a reference that names one open invoice exactly (matching 3, A and B). */
export interface MatchableTransaction {
  /** Negative is money out. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly bookingDate: string;
}

/** An invoice whose KID or number the transaction cites. */
export interface ReferenceHit {
  readonly invoiceId: string;
  readonly via: 'kid' | 'number';
  readonly kind: 'receivable' | 'payable' | 'credit_note';
  readonly residualMinor: bigint;
  readonly currency: string;
  readonly issueDate: string;
  readonly status: 'open' | 'closed';
}

export type EvidenceClass = 'kid_exact' | 'invoice_number_exact';
/** Why nothing is matched without a person, though the evidence suffices (matching 9). */
export type HoldReason = 'shadow' | 'above_limit';
export type ReviewReason =
  | HoldReason
  | 'several_hits'
  | 'not_open'
  | 'wrong_direction'
  | 'currency_differs'
  | 'amount_differs';

export type ReferenceDecision =
  | {
      readonly decision: 'matched';
      readonly allocations: readonly { readonly invoiceId: string; readonly amountMinor: bigint }[];
      readonly evidenceClass: EvidenceClass;
      readonly reason: EvidenceClass;
    }
  | { readonly decision: 'review'; readonly reason: ReviewReason; readonly candidates: readonly ReferenceHit[] }
  | { readonly decision: 'unmatched'; readonly reason: 'no_reference_hit' };

/** A person is shown this many at most (contract 3.2). */
const shownCandidates = 3;

/**
 * Matches a transaction whose references name exactly one open invoice with the exact open amount, the side of the sign
 * (money in: receivable, money out: payable) and the currency. Anything that is hit but fails, or several: review. An
 * invoice is open from its issue date until nothing is left of it. A credit note is never matched alone (matching 1).
 */
export function decideReferenceMatch(
  transaction: MatchableTransaction,
  hits: readonly ReferenceHit[],
): ReferenceDecision {
  const invoices = oncePerInvoice(hits);
  if (invoices.length === 0) return { decision: 'unmatched', reason: 'no_reference_hit' };
  const review = (reason: ReviewReason, candidates: readonly ReferenceHit[]): ReferenceDecision => ({
    decision: 'review',
    reason,
    candidates: candidates.slice(0, shownCandidates),
  });

  const open = invoices.filter((hit) => isOpenOn(hit, transaction.bookingDate));
  const [hit, ...others] = open;
  if (hit === undefined) return review('not_open', invoices);
  if (others.length > 0) return review('several_hits', open);
  if (!isRightDirection(hit, transaction.amountMinor)) return review('wrong_direction', open);
  if (hit.currency !== transaction.currency) return review('currency_differs', open);
  const paidMinor = transaction.amountMinor < 0n ? -transaction.amountMinor : transaction.amountMinor;
  if (hit.residualMinor !== paidMinor) return review('amount_differs', open);
  const evidenceClass = hit.via === 'kid' ? 'kid_exact' : 'invoice_number_exact';
  return {
    decision: 'matched',
    allocations: [{ invoiceId: hit.invoiceId, amountMinor: paidMinor }],
    evidenceClass,
    reason: evidenceClass,
  };
}

/** An invoice cited by KID and by number counts once, by its KID. Order: KID hits first, then by id. */
function oncePerInvoice(hits: readonly ReferenceHit[]): readonly ReferenceHit[] {
  const rank = (hit: ReferenceHit): string => `${hit.via === 'kid' ? 0 : 1}${hit.invoiceId}`;
  const ordered = hits.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return ordered.filter((hit, index) => ordered.findIndex(({ invoiceId }) => invoiceId === hit.invoiceId) === index);
}

const isOpenOn = (hit: ReferenceHit, bookingDate: string): boolean =>
  hit.status === 'open' && hit.residualMinor > 0n && hit.issueDate <= bookingDate;

const isRightDirection = ({ kind }: ReferenceHit, amountMinor: bigint): boolean =>
  amountMinor > 0n ? kind === 'receivable' : amountMinor < 0n && kind === 'payable';
