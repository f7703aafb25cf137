import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { countSubsetSums, subsetsTried } from '../../../../../src/domain/matching/hypotheses/subsetSum.ts';

const limits = { fewest: 2, most: 5 };
const single = (amounts: readonly number[]) => amounts.map((amount) => ({ amountMinor: BigInt(amount), copies: 1 }));

/** By looking at every subset. */
function bruteForce(summands: readonly { readonly amount: number; readonly copies: number }[], target: number): number {
  let ways = new Map<string, { readonly sum: number; readonly parts: number; readonly count: number }>([
    ['', { sum: 0, parts: 0, count: 1 }],
  ]);
  for (const { amount, copies } of summands) {
    const next = new Map<string, { readonly sum: number; readonly parts: number; readonly count: number }>();
    for (const way of ways.values())
      for (let used = 0; used <= copies; used++) {
        const [sum, parts] = [way.sum + used * amount, way.parts + used];
        const key = `${sum} ${parts}`;
        next.set(key, { sum, parts, count: (next.get(key)?.count ?? 0) + way.count });
      }
    ways = next;
  }
  return [...ways.values()]
    .filter(({ sum, parts }) => sum === target && parts >= limits.fewest && parts <= limits.most)
    .reduce((total, { count }) => total + count, 0);
}

describe('matching 5: subsets whose sum is exact', () => {
  test.each<readonly [string, readonly number[], number, number]>([
    ['none', [100, 200, 400], 350, 0],
    ['one', [100, 200, 400], 500, 1],
    ['one item is no sum', [100, 200, 400], 400, 0],
    ['two ways', [100, 200, 300, 400], 500, 2],
    ['six parts are too many', [1, 2, 4, 8, 16, 32], 63, 0],
    ['five are not', [1, 2, 4, 8, 16, 32], 31, 1],
  ])('matching 5 %s', (_name, amounts, target, solutions) => {
    expect(countSubsetSums(single(amounts), BigInt(target), limits).solutions).toBe(solutions);
  });

  test('matching 5 a sum that doubles cannot tell from the next one is none', () => {
    // One øre off, and one that would be exact.
    for (const target of [9_007_199_254_740_994n, 9_007_199_254_740_995n]) {
      const summands = [9_007_199_254_740_993n, 2n].map((amountMinor) => ({ amountMinor, copies: 1 }));
      expect(countSubsetSums(summands, target, limits)).toEqual({ solutions: 0, shown: [] });
    }
    const largest = [9_007_199_254_740_989n, 2n, 9_007_199_254_740_993n].map((amountMinor) => ({
      amountMinor,
      copies: 1,
    }));
    expect(countSubsetSums(largest, 9_007_199_254_740_991n, limits)).toEqual({ solutions: 1, shown: [[1, 1, 0]] });
  });

  test('matching 5 copies of an interchangeable item are one solution', () => {
    const summands = [
      { amountMinor: 100n, copies: 3 },
      { amountMinor: 50n, copies: 1 },
    ];
    expect(countSubsetSums(summands, 250n, limits)).toEqual({ solutions: 1, shown: [[2, 1]] });
  });

  test('matching 5 as many solutions as every subset looked at gives, and those shown are solutions', () => {
    const summand = fc.record({ amount: fc.integer({ min: 1, max: 12 }), copies: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(summand, { maxLength: 8 }), fc.integer({ min: 1, max: 60 }), (summands, target) => {
        const given = summands.map(({ amount, copies }) => ({ amountMinor: BigInt(amount), copies }));
        const { solutions, shown } = countSubsetSums(given, BigInt(target), limits);
        expect(solutions).toBe(bruteForce(summands, target));
        expect(shown).toHaveLength(Math.min(3, solutions));
        for (const used of shown) {
          const parts = used.reduce((sum, copies) => sum + copies, 0);
          expect(parts).toBeGreaterThanOrEqual(limits.fewest);
          expect(parts).toBeLessThanOrEqual(limits.most);
          expect(used.reduce((sum, copies, index) => sum + copies * (summands[index]?.amount ?? 0), 0)).toBe(target);
        }
      }),
    );
  });

  test('matching 4 20 items and 5 parts are 21,679 subsets of two parts or more', () => {
    // 190 + 1,140 + 4,845 + 15,504
    expect(subsetsTried(20, 5)).toBe(21_679);
    expect(subsetsTried(2, 5)).toBe(1);
    expect(subsetsTried(1, 5)).toBe(0);
  });
});
