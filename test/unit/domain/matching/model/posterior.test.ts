import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { calibrate, logOddsOf, probabilityOf } from '../../../../../src/domain/matching/model/calibration.ts';
import { lnSum, posteriorLogOdds } from '../../../../../src/domain/matching/model/posterior.ts';

const score = fc.double({ min: -60, max: 60, noNaN: true });

describe('matching 5: one posterior over all explanations', () => {
  test('matching 5 the probabilities of all explanations add up to one', () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 2, maxLength: 30 }), (scores) => {
        const sum = posteriorLogOdds(scores).reduce((total, logOdds) => total + probabilityOf(logOdds), 0);
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  test('matching 5 two equal explanations get at most a half each', () => {
    fc.assert(
      fc.property(score, fc.array(score, { maxLength: 5 }), (equal, others) => {
        const [first, second] = posteriorLogOdds([equal, equal, ...others]);
        expect(first).toBeCloseTo(second ?? Number.NaN, 9);
        expect(first).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  test('matching 8 near certainty the log-odds still tell two explanations apart', () => {
    expect(posteriorLogOdds([50, 0])[0]).toBeCloseTo(50, 6);
    expect(posteriorLogOdds([60, 0])[0]).toBeCloseTo(60, 6);
  });

  test('matching 5 an impossible explanation takes nothing', () => {
    expect(posteriorLogOdds([0, 0, Number.NEGATIVE_INFINITY])).toEqual([0, 0, Number.NEGATIVE_INFINITY]);
    expect(lnSum([])).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('matching 5: isotonic calibration', () => {
  const steps = [
    { logOdds: -2, probability: 0.05 },
    { logOdds: 0, probability: 0.4 },
    { logOdds: 4, probability: 0.99 },
  ];

  test.each([
    ['below the first step', -10, 0.05],
    ['on a step', 0, 0.4],
    ['between two', 2, 0.695],
    ['beyond the last', 20, 0.99],
  ])('matching 5 %s', (_name, logOdds, probability) => {
    expect(calibrate(steps, logOdds)).toBeCloseTo(probability, 9);
  });

  test('matching 5 without steps the log-odds are taken at their word', () => {
    expect(calibrate([], 0)).toBe(0.5);
    expect(calibrate([], logOddsOf(0.9))).toBeCloseTo(0.9, 9);
  });

  test('matching 5 a higher log-odds is never a lower probability', () => {
    const values = fc.array(fc.tuple(score, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 10 });
    fc.assert(
      fc.property(values, score, score, (pairs, one, other) => {
        const logOdds = pairs.map(([at]) => at).toSorted((a, b) => a - b);
        const chances = pairs.map(([, chance]) => chance).toSorted((a, b) => a - b);
        const given = logOdds.map((at, index) => ({ logOdds: at, probability: chances[index] ?? 0 }));
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect(calibrate(given, high)).toBeGreaterThanOrEqual(calibrate(given, low) - 1e-12);
      }),
    );
  });
});
