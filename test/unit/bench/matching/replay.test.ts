import { expect, test } from '@jest/globals';
import { generateCompany } from '../../../../bench/matching/generator/index.ts';
import { toMatcherWorld } from '../../../../bench/matching/matcherWorld.ts';
import { shippedSetup } from '../../../../bench/matching/replay/matcherSetup.ts';
import { replayCompany } from '../../../../bench/matching/replay/replayCompany.ts';
import { partsOf } from '../../../../src/domain/matching/hypotheses/paymentLines.ts';

const company = generateCompany({ regime: 'base', seed: 6, population: 'unseen', invoices: 2_500, payments: 900 });
const world = toMatcherWorld(company);

test('matching 13: a replayed year judges every row, or each of its lines, once, and the same again', () => {
  const first = replayCompany(world, shippedSetup);
  expect(first.outcomes).toHaveLength(world.payments.flatMap(partsOf).length);
  expect(first.outcomes.some(({ decision }) => decision === 'auto')).toBe(true);
  expect(first.outcomes.filter(({ oneToOne }) => oneToOne)).toHaveLength(
    company.truth.filter((truth) => truth.one_to_one).length,
  );
  expect(replayCompany(world, shippedSetup).outcomes).toEqual(first.outcomes);
});

test('matching 8: without a certificate nothing of the year is posted', () => {
  const { outcomes } = replayCompany(world, { ...shippedSetup, certificates: [] });
  expect(outcomes.filter(({ decision }) => decision === 'auto')).toEqual([]);
});
