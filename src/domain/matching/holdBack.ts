import { parseMinor } from '../money.ts';
import type { HoldReason, MatchableTransaction } from './referenceMatch.ts';

export interface AutomaticSettings {
  readonly mode: 'shadow' | 'auto';
  /** A decimal string in the client's own currency, NOK. */
  readonly max_auto_amount?: string | undefined;
}

const ownCurrency = 'NOK';

/**
 * Why a payment may not be matched without a person (matching 9); null: it may. Above the ceiling, or where the currency
 * makes it incomparable with it, a person decides.
 */
export function holdBack(
  { mode, max_auto_amount }: AutomaticSettings,
  { amountMinor, currency }: MatchableTransaction,
): HoldReason | null {
  if (mode === 'shadow') return 'shadow';
  if (max_auto_amount === undefined) return null;
  const limit = parseMinor(max_auto_amount, ownCurrency);
  const paidMinor = amountMinor < 0n ? -amountMinor : amountMinor;
  return limit.ok && currency === ownCurrency && paidMinor <= limit.amountMinor ? null : 'above_limit';
}
