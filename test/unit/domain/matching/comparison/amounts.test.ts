import { describe, expect, test } from '@jest/globals';
import { floorByRoundness } from '../../../../../src/domain/matching/comparison/amountChance.ts';
import { compareAmount, type OneItemKind } from '../../../../../src/domain/matching/comparison/compareAmount.ts';
import { compareSum } from '../../../../../src/domain/matching/comparison/compareSum.ts';
import { item, ledgerOf, payment } from '../smallLedger.ts';

const chanceOf = (lnChance: number | null): number | null => (lnChance === null ? null : Math.exp(lnChance));

describe('matching 4, fix 2: floors by roundness', () => {
  test.each([
    [123_456n, 'NOK', 3e-5],
    [123_400n, 'NOK', 3e-4],
    [123_000n, 'NOK', 2e-3],
    [120_000n, 'NOK', 6e-3],
    [123n, 'JPY', 3e-4],
    [1_200n, 'JPY', 6e-3],
    [1_234_500n, 'KWD', 3e-5],
  ])('%d %s: %d', (amountMinor, currency, floor) => {
    expect(floorByRoundness(amountMinor, currency)).toBe(floor);
  });
});

const compared = (kind: OneItemKind, paidMinor: bigint, dueMinor: bigint) => {
  const ledger = ledgerOf([item('i1', { amountMinor: dueMinor })]);
  ledger.moveTo('2026-01-31');
  const one = ledger.item('i1') ?? item('none');
  const { level, lnChance } = compareAmount(kind, payment('p', { amountMinor: paidMinor }), one, ledger);
  return [level, chanceOf(lnChance)];
};

describe('matching 4: AMOUNT', () => {
  test.each([
    ['single', 12_345n, 12_345n, 'exact', 3e-5],
    ['duplicate', 12_300n, 12_300n, 'exact', 3e-4],
    ['rounding', 12_300n, 12_345n, 'under_1_kr', 6e-5],
    ['fee', 9_345n, 12_345n, 'known_fee', 3e-5],
    ['converted', 50_000n, 12_345n, 'converted', null],
    ['partial', 12_200n, 12_345n, 'within_2_percent', null],
    ['partial', 6_000n, 12_345n, 'under', null],
    ['over', 12_591n, 12_345n, 'within_2_percent', null],
    ['over', 12_592n, 12_345n, 'over', null],
  ] as const)('%s, paid %d of %d: %s', (kind, paidMinor, dueMinor, level, chance) => {
    const [found, itsChance] = compared(kind, paidMinor, dueMinor);
    expect(found).toBe(level);
    if (chance === null || typeof itsChance !== 'number') expect(itsChance).toBe(chance);
    else expect(itsChance).toBeCloseTo(chance, 12);
  });

  test('fix 2: a common amount is as likely as its share among the other items', () => {
    const items = ['i1', 'i2', 'i3', 'i4', 'i5'].map((id, index) =>
      item(id, { amountMinor: index < 3 ? 19_900n : 5n }),
    );
    const ledger = ledgerOf([...items, item('i6', { kind: 'payable', amountMinor: 19_900n })]);
    ledger.moveTo('2026-01-31');
    const chance = () =>
      chanceOf(compareAmount('single', payment('p'), ledger.item('i1') ?? item(''), ledger).lnChance);
    expect(chance()).toBeCloseTo(2 / 5, 12);
    ledger.allocate('i2', 19_900n);
    expect(chance()).toBeCloseTo(1 / 4, 12);
  });
});

const pool = (...amounts: readonly bigint[]) => amounts.map((amountMinor, index) => item(`i${index}`, { amountMinor }));

const chance = (tried: number, ...amounts: readonly bigint[]) => {
  const items = pool(...amounts);
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  return chanceOf(compareSum(payment('p', { amountMinor: total }), items, items, tried).lnChance);
};

describe('matching 4, fix 2: sums', () => {
  test('the density of sums is that of their common measure', () => {
    expect(chance(1, 12_500n, 25_000n, 37_500n)).toBeCloseTo(1 / 6, 12);
    expect(chance(1, 12_345n, 54_321n)).toBeCloseTo(3 / 66_666, 12);
  });

  test('times the subsets tried, and never more than certain', () => {
    expect(chance(2, 12_500n, 25_000n, 37_500n)).toBeCloseTo(1 / 3, 12);
    expect(chance(1_000, 12_500n, 25_000n, 37_500n)).toBe(1);
  });

  test('round amounts are never rarer than their roundness', () => {
    expect(chance(1, 99_999_999n, 1n)).toBeCloseTo(6e-3, 12);
  });
});
