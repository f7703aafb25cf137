import type { GroupEvidence } from '../evidence.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { floorByRoundness } from './amountChance.ts';

/**
 * What it says that items of one party add up to the payment: the chance is the number of subsets tried times the density
 * of such sums (matching 4, fix 2). `pool` are all items that could have been in the sum, credit notes too.
 */
export function compareSum(
  payment: Payment,
  items: readonly OpenItem[],
  pool: readonly OpenItem[],
  subsetsTried: number,
): GroupEvidence {
  const paidMinor = payment.amountMinor < 0n ? -payment.amountMinor : payment.amountMinor;
  const chance = Math.max(1, subsetsTried) * densityOfSums(pool, paidMinor, payment.currency);
  return {
    group: 'AMOUNT',
    level: 'sum',
    lnChance: Math.log(Math.min(1, chance)),
    detail: { paid: String(paidMinor), items: items.length, tried: subsetsTried },
  };
}

/**
 * Sums of multiples of 125 kr are multiples of 125 kr: so many values there are between nothing and the whole pool. Never
 * below what roundness makes likely.
 */
function densityOfSums(pool: readonly OpenItem[], paidMinor: bigint, currency: string): number {
  const amounts = pool.map(({ residualMinor }) => residualMinor).filter((amount) => amount > 0n);
  const step = amounts.reduce(greatestCommonDivisor, 0n);
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  const ofSteps = total === 0n ? 1 : Number(step) / Number(total);
  return Math.max(ofSteps, floorByRoundness(paidMinor, currency));
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
