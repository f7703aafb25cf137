import { describe, expect, test } from '@jest/globals';
import { searchSums } from '../../../../../src/domain/matching/hypotheses/sumCandidates.ts';
import type { OpenItem } from '../../../../../src/domain/matching/openItem.ts';
import { item } from '../smallLedger.ts';

const due = (amounts: readonly bigint[]): readonly OpenItem[] =>
  amounts.map((amountMinor, index) => item(`i${index}`, { amountMinor, dueDate: `2026-01-${10 + index}` }));
const credit = (amountMinor: bigint): OpenItem => item('c9', { kind: 'credit_note', amountMinor });
const search = (invoices: readonly OpenItem[], paidMinor: bigint, credits: readonly OpenItem[] = []) => {
  const { sets, solutions, isExhaustive } = searchSums({ invoices, credits, cited: [] }, paidMinor);
  return { sets: sets.map(({ items }) => items.map(({ id }) => id).join('+')), solutions, isExhaustive };
};

describe('matching 5: sums of one party', () => {
  test('matching 5 a run by due date comes before other sets of the sum, and both are counted', () => {
    expect(search(due([10n, 40n, 20n, 30n]), 50n)).toEqual({
      sets: ['i0+i1', 'i2+i3'],
      solutions: 2,
      isExhaustive: true,
    });
  });

  test('matching 5 all that is open is found beyond five parts, and is the only solution', () => {
    const invoices = due([1n, 2n, 4n, 8n, 16n, 32n]);
    expect(search(invoices, 63n)).toEqual({ sets: ['i0+i1+i2+i3+i4+i5'], solutions: 1, isExhaustive: true });
  });

  test('matching 5 a credit note lowers the sum', () => {
    expect(search(due([100n, 250n]), 225n, [credit(25n)])).toMatchObject({ sets: ['i1+c9'], solutions: 1 });
  });

  test('matching 5 beside one invoice of just this amount no sum is the only one', () => {
    expect(search(due([100n, 250n, 350n]), 350n)).toMatchObject({ sets: ['i0+i1'], solutions: 2 });
  });

  test('matching 5 of more than twenty items not every set was looked at', () => {
    const invoices = due(Array.from({ length: 21 }, (_unused, index) => 1000n + BigInt(index * index)));
    expect(search(invoices, 2_001n).isExhaustive).toBe(false);
  });

  test('matching 5 what is cited and adds up is the one answer', () => {
    const invoices = due([10n, 40n, 20n, 30n]);
    const cited = invoices.slice(2);
    const { sets, solutions } = searchSums({ invoices, credits: [], cited }, 50n);
    expect(sets).toEqual([{ items: cited, tried: 1, isCited: true }]);
    expect(solutions).toBe(1);
  });
});
