import { magnitude, paidInCurrencyOf } from './paidInCurrencyOf.ts';

/** A booked row as a person allocates it. Money in is positive. */
export interface AllocatedPayment {
  readonly amountMinor: bigint;
  readonly currency: string;
  /** What the payer ordered, where the bank converted it. */
  readonly original: { readonly amountMinor: bigint; readonly currency: string } | null;
}

/** An invoice or credit note, as it is while its row is held. */
export interface AllocatableItem {
  readonly id: string;
  readonly kind: 'receivable' | 'payable' | 'credit_note';
  readonly side: 'receivable' | 'payable';
  readonly partyId: string;
  readonly currency: string;
  /** What is left of it (contract 4). */
  readonly residualMinor: bigint;
  /** Whether active matches have a part of it: then somebody must give way, else the ERP has nothing open. */
  readonly isAllocated: boolean;
}

/** An allocation as it was asked for; `item` null: the client has none of that id. */
export interface WantedAllocation {
  readonly item: AllocatableItem | null;
  /** Positive minor units of the item's currency: what is used of it. */
  readonly amountMinor: bigint;
}

export type AllocationFault =
  | 'unknown_invoice'
  | 'named_twice'
  | 'not_positive'
  | 'currency_differs'
  | 'wrong_direction'
  | 'sides_mixed'
  | 'credit_of_another_party'
  | 'more_than_open'
  | 'adds_up_to_nothing'
  | 'more_than_paid';

export interface FaultAt {
  /** Index of the allocation; null: all of them together. */
  readonly place: number | null;
  readonly fault: AllocationFault;
}

export type AllocationDecision =
  /** `differenceMinor`: paid less allocated; positive is left over (suspense), negative was kept by somebody (a fee). */
  | { readonly kind: 'fits'; readonly differenceMinor: bigint }
  | { readonly kind: 'wrong'; readonly faults: readonly FaultAt[] }
  /** Others have what is asked for of these items. */
  | { readonly kind: 'taken'; readonly itemIds: readonly string[] }
  /** The ERP has nothing open of these items. */
  | { readonly kind: 'closed'; readonly itemIds: readonly string[] };

export interface AllocationRules {
  /** How much more than was paid may be allocated: fees and rounding. Null: whatever it is, as somebody has named it. */
  readonly toleranceMinor: bigint | null;
  /** False: what was decided elsewhere is in the ERP's figures already, and nothing is taken of the items now. */
  readonly takes: boolean;
  /** What is accepted was shown as converted: what is taken of the one item is what was paid, at the bank's rate. */
  readonly isConverted?: boolean;
}

/** What an item counts for in money in: a customer's invoice brings money, one's own and a customer's credit cost it. */
const signOf = ({ kind, side }: AllocatableItem): bigint => {
  if (kind === 'receivable') return 1n;
  if (kind === 'payable') return -1n;
  return side === 'receivable' ? -1n : 1n;
};

/**
 * Whether a payment can be given to these items (contract 3.2, 4; matching 1): each once and no more than is open, of one
 * currency (the payment's, or the one it was converted from) and one side, credit notes netted within their party, and
 * together of the payment's sign and no more than it. All faults are named at once. An empty list always fits: the payment
 * belongs to no invoice.
 */
export function decideAllocation(
  payment: AllocatedPayment,
  wanted: readonly WantedAllocation[],
  { toleranceMinor, takes, isConverted = false }: AllocationRules,
): AllocationDecision {
  if (wanted.length === 0) return { kind: 'fits', differenceMinor: magnitude(payment.amountMinor) };
  const paid = paidInCurrencyOf(payment, wanted, isConverted);
  const single = wanted.flatMap((one, place) => faultOf(one, place, wanted, paid.currency));
  if (single.length > 0) return { kind: 'wrong', faults: single };

  const items = wanted.flatMap(({ item, amountMinor }) => (item === null ? [] : [{ item, amountMinor }]));
  const together = faultTogether(paid.amountMinor, items, toleranceMinor);
  if (together !== null) return { kind: 'wrong', faults: [together] };

  const excess = takes ? items.filter(({ item, amountMinor }) => amountMinor > item.residualMinor) : [];
  const idsOf = (list: typeof items): readonly string[] => list.map(({ item }) => item.id);
  const taken = excess.filter(({ item }) => item.isAllocated);
  if (taken.length > 0) return { kind: 'taken', itemIds: idsOf(taken) };
  const closed = excess.filter(({ item }) => item.residualMinor === 0n);
  if (closed.length > 0) return { kind: 'closed', itemIds: idsOf(closed) };
  if (excess.length > 0)
    return {
      kind: 'wrong',
      faults: excess.map(({ item }) => ({
        place: wanted.findIndex((one) => one.item?.id === item.id),
        fault: 'more_than_open',
      })),
    };
  return { kind: 'fits', differenceMinor: magnitude(paid.amountMinor) - magnitude(netOf(items)) };
}

function faultOf(
  { item, amountMinor }: WantedAllocation,
  place: number,
  wanted: readonly WantedAllocation[],
  currency: string,
): readonly FaultAt[] {
  if (item === null) return [{ place, fault: 'unknown_invoice' }];
  if (wanted.findIndex((one) => one.item?.id === item.id) < place) return [{ place, fault: 'named_twice' }];
  if (amountMinor <= 0n) return [{ place, fault: 'not_positive' }];
  return item.currency === currency ? [] : [{ place, fault: 'currency_differs' }];
}

interface Part {
  readonly item: AllocatableItem;
  readonly amountMinor: bigint;
}

const netOf = (parts: readonly Part[]): bigint =>
  parts.reduce((total, { item, amountMinor }) => total + signOf(item) * amountMinor, 0n);

function faultTogether(paidMinor: bigint, parts: readonly Part[], toleranceMinor: bigint | null): FaultAt | null {
  if (new Set(parts.map(({ item }) => item.side)).size > 1) return { place: null, fault: 'sides_mixed' };
  const direction = paidMinor < 0n ? -1n : 1n;
  const against = parts.flatMap(({ item }, place) => (signOf(item) === direction ? [] : [{ item, place }]));
  const payable = parts.filter(({ item }) => signOf(item) === direction);
  if (payable.length === 0) return { place: 0, fault: 'wrong_direction' };
  const parties = new Set(payable.map(({ item }) => item.partyId));
  const stray = against.find(({ item }) => !parties.has(item.partyId));
  if (stray !== undefined) return { place: stray.place, fault: 'credit_of_another_party' };
  const net = netOf(parts) * direction;
  if (net <= 0n) return { place: null, fault: 'adds_up_to_nothing' };
  const most = toleranceMinor === null ? null : magnitude(paidMinor) + toleranceMinor;
  return most !== null && net > most ? { place: null, fault: 'more_than_paid' } : null;
}
