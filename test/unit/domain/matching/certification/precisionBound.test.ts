import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { lowerBound, speaksAgainst } from '../../../../../src/domain/matching/certification/precisionBound.ts';

describe('matching 8: labels needed for a bound', () => {
  /** Precision, errors, the fewest labels: the table of the specification. */
  const table = [
    [0.99, 0, 299],
    [0.99, 1, 473],
    [0.99, 2, 628],
    [0.99, 3, 773],
    [0.995, 0, 598],
    [0.995, 1, 947],
    [0.995, 2, 1258],
    [0.995, 3, 1549],
    [0.999, 0, 2995],
    [0.999, 1, 4742],
    [0.999, 2, 6294],
  ] as const;
  test.each(table)('matching 8 %d with %d errors takes %d', (precision, errors, labels) => {
    expect(lowerBound(labels, errors)).toBeGreaterThanOrEqual(precision);
    expect(lowerBound(labels - 1, errors)).toBeLessThan(precision);
  });
});

test('matching 8 without an error the bound is the n-th root of 5 %, without a label it is zero', () => {
  for (const labels of [1, 59, 598, 10_000, 1_000_000])
    expect(lowerBound(labels, 0)).toBeCloseTo(0.05 ** (1 / labels), 12);
  expect(lowerBound(0, 0)).toBe(0);
  expect(lowerBound(3, 3)).toBe(0);
});

test('matching 8 the bound agrees with published quantiles of the beta distribution', () => {
  // 5 % quantiles of Beta(8, 3), Beta(95, 6) and Beta(9970, 31), by scipy.stats.beta.ppf.
  expect(lowerBound(10, 2)).toBeCloseTo(0.493098699, 8);
  expect(lowerBound(100, 5)).toBeCloseTo(0.897746622, 8);
  expect(lowerBound(10_000, 30)).toBeCloseTo(0.995933125, 8);
});

test('matching 8 the bound stays below the share that was right, and an error more lowers it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 0, max: 300 }), (labels, errors) => {
      const bound = lowerBound(labels, errors);
      expect(bound).toBeLessThan(1 - Math.min(errors, labels) / labels + 1e-12);
      expect(lowerBound(labels, errors + 1)).toBeLessThanOrEqual(bound);
    }),
  );
});

test('matching 9 what speaks against 99.5 %: one error of ten, two of seventy, not one of eleven', () => {
  expect(speaksAgainst(10, 1, 0.995)).toBe(true);
  expect(speaksAgainst(11, 1, 0.995)).toBe(false);
  expect(speaksAgainst(70, 2, 0.995)).toBe(true);
  expect(speaksAgainst(100_000, 400, 0.995)).toBe(false);
  expect(speaksAgainst(0, 0, 0.995)).toBe(false);
});
