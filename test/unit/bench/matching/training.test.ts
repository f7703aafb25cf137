import { expect, test } from '@jest/globals';
import { plausibleFloor } from '../../../../bench/matching/training/plausibleFloor.ts';
import { trainingPlan } from '../../../../bench/matching/training/trainingPlan.ts';
import { trainMatcher } from '../../../../bench/matching/training/trainMatcher.ts';
import { groups } from '../../../../src/domain/matching/evidence.ts';
import { parseMatchingModel } from '../../../../src/domain/matching/model/matchingModel.ts';

const tiny = { invoices: 900, payments: 250 };
const planOf = (seed: number) => ({ regime: 'base', seed, ...tiny }) as const;
const plan = { counted: [planOf(1)], fitted: [planOf(2)], certified: [planOf(3)] };

test('matching 8 the same companies train the same numbers', () => {
  const silent = (): void => undefined;
  const [first, second] = [trainMatcher(plan, silent, 2_000), trainMatcher(plan, silent, 2_000)];
  expect(second).toEqual(first);
  const model = parseMatchingModel(first.model);
  for (const group of groups) expect(model.groups[group].scale).toBeGreaterThanOrEqual(0);
  expect(model.groups.REF.levels['kid_equal']?.m).toBeGreaterThan(10);
  expect(model.groups.REF.levels['kid_equal']?.u ?? 0).toBeLessThan(10);
  // A few hundred labels of one regime certify nothing.
  expect(first.labels.length).toBeGreaterThan(100);
  expect(first.certificates).toEqual([]);
});

test('matching 8 no company is in two stages of a training', () => {
  const { counted, fitted, certified } = trainingPlan({ counted: [1, 2, 3], fitted: [4, 5], certified: [6] });
  const all = [...counted, ...fitted, ...certified].map(({ regime, seed }) => `${regime} ${seed}`);
  expect(new Set(all).size).toBe(18);
  expect(all).toHaveLength(18);
});

test('matching 7 the floor is the highest at which next to no right proposal is withheld, in any regime', () => {
  const proposals = (regime: string, probability: number, count: number, isAmongThree = true) =>
    Array.from({ length: count }, () => ({ regime, probability, hasInvoice: true, isAmongThree }));
  const sure = proposals('base', 0.99, 1_000);
  expect(plausibleFloor(sure)).toBe(0.3);
  expect(plausibleFloor([...sure, ...proposals('base', 0.04, 1)])).toBe(0.3);
  expect(plausibleFloor([...sure, ...proposals('base', 0.04, 2)])).toBe(0.02);
  expect(plausibleFloor([...sure, ...proposals('base', 0.04, 9, false)])).toBe(0.3);
  expect(plausibleFloor([...sure, ...proposals('shifted', 0.15, 1)])).toBe(0.1);
});
