import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isotonicFit } from '../../../../../src/domain/matching/learning/isotonicFit.ts';

const outcomes = fc.array(fc.record({ score: fc.integer({ min: -5, max: 5 }), right: fc.boolean() }), {
  minLength: 1,
  maxLength: 40,
});

test('matching 5 violators are pooled, as worked by hand', () => {
  // 1 of 2, 0 of 1, 1 of 1: the first two are out of order and become 1 of 3.
  const given = [
    { score: 1, right: true },
    { score: 1, right: false },
    { score: 2, right: false },
    { score: 3, right: true },
  ];
  expect(isotonicFit(given)).toEqual([
    { score: 4 / 3, share: 1 / 3, cases: 3 },
    { score: 3, share: 1, cases: 1 },
  ]);
  expect(isotonicFit([])).toEqual([]);
});

test('matching 5 steps ascend strictly, keep every case, and the order of the input is irrelevant', () => {
  fc.assert(
    fc.property(outcomes, (given) => {
      const steps = isotonicFit(given);
      expect(isotonicFit(given.toReversed())).toEqual(steps);
      expect(steps.reduce((sum, { cases }) => sum + cases, 0)).toBe(given.length);
      const rights = given.filter(({ right }) => right).length;
      expect(steps.reduce((sum, { cases, share }) => sum + cases * share, 0)).toBeCloseTo(rights, 9);
      for (const [index, step] of steps.entries()) {
        const next = steps[index + 1];
        if (next === undefined) continue;
        expect(step.share).toBeLessThan(next.share);
        expect(step.score).toBeLessThan(next.score);
      }
    }),
  );
});

test('matching 5 no other ascending step function is nearer to the outcomes', () => {
  const tiny = fc.array(fc.record({ score: fc.integer({ min: 0, max: 2 }), right: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  });
  const shares = Array.from({ length: 11 }, (_unused, tenth) => tenth / 10);
  fc.assert(
    fc.property(tiny, (given) => {
      const errorOf = (shareAt: (score: number) => number): number =>
        given.reduce((sum, { score, right }) => sum + (shareAt(score) - Number(right)) ** 2, 0);
      const steps = isotonicFit(given);
      // A step's mean score is compared with the scores pooled into it: they lie between it and its neighbours' middle.
      const fitted = errorOf((score) => shareOf(given, score, steps));
      for (const low of shares)
        for (const middle of shares)
          for (const high of shares)
            if (low <= middle && middle <= high)
              expect(fitted).toBeLessThanOrEqual(errorOf((score) => [low, middle, high][score] ?? 0) + 1e-9);
    }),
    { numRuns: 30 },
  );
});

/** Share of the step that a score was pooled into, found by walking the scores in order. */
function shareOf(
  given: readonly { readonly score: number }[],
  wanted: number,
  steps: ReturnType<typeof isotonicFit>,
): number {
  const before = given.filter(({ score }) => score < wanted).length;
  let counted = 0;
  for (const { cases, share } of steps) {
    counted += cases;
    if (before < counted) return share;
  }
  return 0;
}
