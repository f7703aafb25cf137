import type { HypothesisKind } from '../decision.ts';
import type { GroupEvidence } from '../evidence.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { chanceOfAmount } from './amountChance.ts';

/** Levels of AMOUNT (matching 4); sums are `compareSum`'s. */
export const amountLevels = [
  'exact',
  'under_1_kr',
  'known_fee',
  'within_2_percent',
  'over',
  'under',
  'converted',
  'sum',
] as const;
export type AmountLevel = (typeof amountLevels)[number];

/** The hypotheses about one item (matching 5). */
export type OneItemKind = Extract<
  HypothesisKind,
  'single' | 'partial' | 'over' | 'fee' | 'rounding' | 'converted' | 'credit_paid_out' | 'duplicate'
>;

/**
 * What the amounts say where this kind of hypothesis is held about this item. Whether the amounts allow the kind is the
 * hypothesis's own rule; here it is taken for granted.
 */
export function compareAmount(
  kind: OneItemKind,
  payment: Payment,
  item: OpenItem,
  ledger: MatchingLedger,
): GroupEvidence {
  const paidMinor = payment.amountMinor < 0n ? -payment.amountMinor : payment.amountMinor;
  const dueMinor = item.residualMinor > 0n ? item.residualMinor : item.amountMinor;
  const differenceMinor = paidMinor - dueMinor;
  const level = levelOf(kind, paidMinor, dueMinor);
  const chance = chanceOf(level, item, dueMinor, ledger);
  return {
    group: 'AMOUNT',
    level,
    lnChance: chance === null ? null : Math.log(Math.min(1, chance)),
    detail: { paid: String(paidMinor), due: String(dueMinor), difference: String(differenceMinor) },
  };
}

const levelOfKind = {
  single: 'exact',
  credit_paid_out: 'exact',
  duplicate: 'exact',
  rounding: 'under_1_kr',
  fee: 'known_fee',
  converted: 'converted',
  partial: 'under',
  over: 'over',
} as const satisfies Record<OneItemKind, AmountLevel>;

function levelOf(kind: OneItemKind, paidMinor: bigint, dueMinor: bigint): AmountLevel {
  const level = levelOfKind[kind];
  return (level === 'under' || level === 'over') && isWithin2Percent(paidMinor, dueMinor) ? 'within_2_percent' : level;
}

/** Over, under, within 2 % and converted are shared by too many items to depend on the value: the model's table knows. */
function chanceOf(level: AmountLevel, item: OpenItem, dueMinor: bigint, ledger: MatchingLedger): number | null {
  if (level === 'exact' || level === 'known_fee') return chanceOfAmount(item, dueMinor, ledger);
  // Either side of it: as many values again.
  return level === 'under_1_kr' ? 2 * chanceOfAmount(item, dueMinor, ledger) : null;
}

function isWithin2Percent(paidMinor: bigint, dueMinor: bigint): boolean {
  const differenceMinor = paidMinor > dueMinor ? paidMinor - dueMinor : dueMinor - paidMinor;
  return differenceMinor * 50n <= dueMinor;
}
