import { expect, test } from '@jest/globals';
import { pairInOrder } from '../../../../src/domain/ledger/pairing.ts';

test.each([
  ['as many comparisons as it takes', 3, [[1, 1]], [2, 3]],
  ['no more than allowed', 2, [[1, 1]], [2, 3]],
  ['none', 0, [], [1, 2, 3]],
])('rows are compared one by one: %s', (_name, mostComparisons, pairs, rest) => {
  let compared = 0;
  const isEqual = (row: number, entry: number): boolean => {
    compared += 1;
    return row === entry;
  };
  const { pairs: made, rows } = pairInOrder({ rows: [1, 2, 3], entries: [1, 9, 8] }, isEqual, mostComparisons);
  expect([made, rows]).toEqual([pairs, rest]);
  expect(compared).toBeLessThanOrEqual(mostComparisons);
});
