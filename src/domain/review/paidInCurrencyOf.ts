import type { AllocatedPayment, WantedAllocation } from './decideAllocation.ts';

export const magnitude = (amountMinor: bigint): bigint => (amountMinor < 0n ? -amountMinor : amountMinor);

/**
 * What was paid, as the currency of the first item has it: what was ordered in it, else what is taken of the one item that a
 * candidate showed as converted, else what was booked. Banks give the ordered amount with or without a sign; the direction
 * is the booked row's.
 */
export function paidInCurrencyOf(
  { amountMinor, currency, original }: AllocatedPayment,
  [first, ...others]: readonly WantedAllocation[],
  isConverted: boolean,
): { readonly amountMinor: bigint; readonly currency: string } {
  const wanted = first?.item?.currency ?? currency;
  const inDirection = (minor: bigint): bigint => (amountMinor < 0n ? -magnitude(minor) : magnitude(minor));
  if (wanted === currency) return { amountMinor, currency };
  if (wanted === original?.currency) return { amountMinor: inDirection(original.amountMinor), currency: wanted };
  if (!isConverted || first === undefined || others.length > 0) return { amountMinor, currency };
  return { amountMinor: inDirection(first.amountMinor), currency: wanted };
}
