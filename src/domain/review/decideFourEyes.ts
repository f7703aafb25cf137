import { parseMinor } from '../money.ts';
import { type AcceptedAllocation, allocationsKey } from './acceptedAllocation.ts';
import { isSamePerson } from './isSamePerson.ts';

/** What one person has accepted, which waits for another. */
export interface FirstAcceptance {
  readonly user: string;
  readonly allocations: readonly AcceptedAllocation[];
}

export interface Acceptance {
  /** Of the booked row. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly allocations: readonly AcceptedAllocation[];
  /** The ERP's id of the person who acts; null: it said none. */
  readonly user: string | null;
  /** Of the review item, where there is one. */
  readonly first: FirstAcceptance | null;
}

export type FourEyesDecision =
  /** One person is enough. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'user_required' }
  /** Recorded; another person must accept the same. */
  | { readonly kind: 'first' }
  | { readonly kind: 'same_person' }
  | { readonly kind: 'second' };

const ownCurrency = 'NOK';

/**
 * Whether an acceptance holds by itself (matching 9). Above the client's second limit, a decimal string of kroner, another
 * person must accept the same allocations; who accepts others begins anew. Amounts in another currency cannot be compared
 * with it and count as above. Giving a row to no invoice takes nothing of anything: one person is enough.
 */
export function decideFourEyes(
  limit: string | undefined,
  { amountMinor, currency, allocations, user, first }: Acceptance,
): FourEyesDecision {
  if (limit === undefined || allocations.length === 0 || !isAbove(limit, amountMinor, currency))
    return { kind: 'alone' };
  if (user === null) return { kind: 'user_required' };
  if (first === null || allocationsKey(first.allocations) !== allocationsKey(allocations)) return { kind: 'first' };
  return { kind: isSamePerson(first.user, user) ? 'same_person' : 'second' };
}

function isAbove(limit: string, amountMinor: bigint, currency: string): boolean {
  const parsed = parseMinor(limit, ownCurrency);
  if (!parsed.ok || currency !== ownCurrency) return true;
  return (amountMinor < 0n ? -amountMinor : amountMinor) > parsed.amountMinor;
}
