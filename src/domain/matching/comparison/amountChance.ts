import { currencyDecimals } from '../../money.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';

/**
 * The chance that a random open item has this amount: its share among the client's OTHER items, never below what the
 * roundness of the amount makes likely (matching 4, fix 2).
 */
export function chanceOfAmount(item: OpenItem, amountMinor: bigint, { chances }: MatchingLedger): number {
  const { side, currency } = item;
  const equal = chances.equalAmountCount(side, currency, amountMinor);
  const itself = item.kind !== 'credit_note' && item.residualMinor === amountMinor ? 1 : 0;
  // Over ALL open items, as the prior is: an unrelated item more then changes neither product (matching 12, property 5).
  const share = (equal - itself) / Math.max(1, chances.openCount(side, currency));
  return Math.max(share, floorByRoundness(amountMinor, currency));
}

/** Øre, whole kroner, tens, hundreds: measured shares of one amount among invoices (matching 4, fix 2). */
export function floorByRoundness(amountMinor: bigint, currency: string): number {
  const unitMinor = 10n ** BigInt(currencyDecimals(currency));
  if (amountMinor % unitMinor !== 0n) return 3e-5;
  if (amountMinor % (10n * unitMinor) !== 0n) return 3e-4;
  return amountMinor % (100n * unitMinor) === 0n ? 6e-3 : 2e-3;
}
