import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { forbiddenCost, minCostAssignment } from '../../../../../src/domain/matching/batch/minCostAssignment.ts';

const totalOf = (costs: readonly (readonly number[])[], columns: readonly number[]): number =>
  columns.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? Number.NaN), 0);

/** The lowest total of all assignments. */
function bruteForce(costs: readonly (readonly number[])[], row = 0, used: readonly number[] = []): number {
  const ofRow = costs[row];
  if (ofRow === undefined) return 0;
  return Math.min(
    ...ofRow.map((cost, column) =>
      used.includes(column) ? Number.POSITIVE_INFINITY : cost + bruteForce(costs, row + 1, [...used, column]),
    ),
  );
}

describe('matching 6: the exact assignment', () => {
  test('matching 6 who has another choice gives way', () => {
    const costs = [
      [1, 2],
      [1, forbiddenCost],
    ];
    expect(minCostAssignment(costs)).toEqual([1, 0]);
  });

  test('matching 6 nothing to assign', () => {
    expect(minCostAssignment([])).toEqual([]);
  });

  test('matching 6 fewer columns than rows are refused', () => {
    expect(() => minCostAssignment([[1], [1]])).toThrow(RangeError);
  });

  test('matching 6 costs as little as the best of all assignments, each column once', () => {
    const cost = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ min: 0, max: 20, noNaN: true }));
    const matrix = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 })).chain(([rows, more]) =>
      fc.array(fc.array(cost, { minLength: rows + more, maxLength: rows + more }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
    fc.assert(
      fc.property(matrix, (costs) => {
        const columns = minCostAssignment(costs);
        expect(new Set(columns).size).toBe(costs.length);
        expect(totalOf(costs, columns)).toBeCloseTo(bruteForce(costs), 6);
      }),
    );
  });
});
