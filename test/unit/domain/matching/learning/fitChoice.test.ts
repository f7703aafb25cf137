import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type ChoiceCase, chancesOf, lossOf } from '../../../../../src/domain/matching/learning/choiceModel.ts';
import { fitChoice } from '../../../../../src/domain/matching/learning/fitChoice.ts';
import { seededRandom } from '../../../../../src/domain/matching/learning/seededRandom.ts';

/** Choices drawn from a model of known scales: the fit is to find them again. */
function drawn(count: number, truth: readonly number[], seed: number): readonly ChoiceCase[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const alternatives = Array.from({ length: 3 }, () => ({
      features: truth.map(() => random() * 4 - 2),
      offset: random(),
    }));
    const chances = chancesOf(alternatives, truth);
    let [rest, right] = [random(), 0];
    while (right < 2 && rest > (chances[right] ?? 0)) {
      rest -= chances[right] ?? 0;
      right += 1;
    }
    return { alternatives, right: [right], weight: 1 };
  });
}
const free = Number.NEGATIVE_INFINITY;

test('matching 5 scales are found again from choices drawn with them', () => {
  const truth = [0.7, 1.4, -0.5];
  const found = fitChoice(drawn(20_000, truth, 1), { start: [1, 1, 0], floors: [0, 0, free] });
  for (const [index, scale] of truth.entries()) expect(Math.abs((found[index] ?? 0) - scale)).toBeLessThan(0.06);
});

test('matching 5 no scale is negative, though the labels would have it so', () => {
  const found = fitChoice(drawn(3_000, [1, -0.8], 2), { start: [1, 1], floors: [0, 0] });
  expect(found[1]).toBe(0);
  expect(found[0]).toBeGreaterThan(0.5);
});

test('matching 5 a scale that no label speaks about stays where it was', () => {
  const cases = drawn(500, [1], 3).map((one) => ({
    ...one,
    alternatives: one.alternatives.map(({ features, offset }) => ({ features: [...features, 0], offset })),
  }));
  expect(fitChoice(cases, { start: [1, 0.9], floors: [0, 0] })[1]).toBe(0.9);
});

test('matching 5 nothing near the fit has a lower loss, and the start is irrelevant', () => {
  const cases = drawn(400, [0.6, 0.2], 4);
  const floors = [0, 0];
  const settings = { floors, pull: 0 };
  const found = fitChoice(cases, { ...settings, start: [1, 1] });
  const other = fitChoice(cases, { ...settings, start: [3, 0] });
  for (const [index, scale] of found.entries()) expect(other[index]).toBeCloseTo(scale, 4);
  const least = lossOf(cases, found).value;
  fc.assert(
    fc.property(fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: 2, maxLength: 2 }), (move) => {
      const near = found.map((scale, index) => Math.max(0, scale + (move[index] ?? 0)));
      expect(lossOf(cases, near).value).toBeGreaterThanOrEqual(least - 1e-9);
    }),
    { numRuns: 50 },
  );
});

test('matching 5 the slope of the loss is the slope measured', () => {
  const cases = drawn(50, [0.5, 1], 5);
  const at = [0.8, 0.3];
  const { gradient, hessian } = lossOf(cases, at);
  for (const index of [0, 1]) {
    const moved = (by: number): number[] => at.map((scale, each) => (each === index ? scale + by : scale));
    const [up, down] = [lossOf(cases, moved(1e-5)), lossOf(cases, moved(-1e-5))];
    expect(gradient[index]).toBeCloseTo((up.value - down.value) / 2e-5, 6);
    expect(hessian[index]?.[0]).toBeCloseTo(((up.gradient[0] ?? 0) - (down.gradient[0] ?? 0)) / 2e-5, 5);
  }
});

test('matching 5 where the truth does not tell two apart, their chances count together', () => {
  const cases = drawn(50, [0.5, 1], 6).map((one) => ({ ...one, right: [0, 1] }));
  const at = [0.8, 0.3];
  const { value, gradient } = lossOf(cases, at);
  const expected = cases.map(({ alternatives }) => -Math.log1p(-(chancesOf(alternatives, at)[2] ?? 0)));
  expect(value).toBeCloseTo(expected.reduce((sum, each) => sum + each, 0) / 50, 9);
  for (const index of [0, 1]) {
    const moved = (by: number): number =>
      lossOf(
        cases,
        at.map((scale, each) => (each === index ? scale + by : scale)),
      ).value;
    expect(gradient[index]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6);
  }
});
