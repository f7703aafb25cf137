import { expect, test } from '@jest/globals';
import type { BenchResult, RegimeResult } from '../../../../bench/matching/benchResult.ts';
import { type RegimeName, regimeNames } from '../../../../bench/matching/generator/index.ts';
import { autoFigures } from '../../../../bench/matching/metrics/autoFigures.ts';
import { regimeFigures } from '../../../../bench/matching/metrics/regimeFigures.ts';
import type { Outcome } from '../../../../bench/matching/replay/outcome.ts';
import { renderCalibrationPlot } from '../../../../bench/matching/report/calibrationPlot.ts';
import { judgementsOf } from '../../../../bench/matching/report/judgements.ts';
import { renderPage } from '../../../../bench/matching/report/renderPage.ts';
import { renderText } from '../../../../bench/matching/report/renderText.ts';

const outcome = (changes: Partial<Outcome>): Outcome => ({
  paymentId: 'T1',
  month: '2025-03',
  truthKind: 'single',
  oneToOne: true,
  hasInvoice: true,
  tags: [],
  amountKroner: 1_000,
  decision: 'auto',
  kind: 'single',
  evidenceClass: 'kid/full',
  withheldBecause: null,
  logOdds: 9,
  probability: 0.99,
  uncalibrated: 0.95,
  isRight: true,
  rank: 1,
  isFound: true,
  ...changes,
});
const many = (count: number, changes: Partial<Outcome>): readonly Outcome[] =>
  Array.from({ length: count }, () => outcome(changes));

const resultOf = (regime: RegimeName): RegimeResult => ({
  regime,
  figures: regimeFigures(
    [
      ...many(900, {}),
      ...many(20, { evidenceClass: 'docno/full' }),
      ...many(9, { evidenceClass: 'party/only/full', isRight: false, rank: 2 }),
      ...many(200, { decision: 'review', rank: 2, isRight: false, probability: 0.4 }),
    ],
    2_000,
  ),
  peers: [{ name: 'rules', published: { cut: 1, figures: autoFigures([], 10) }, tuned: null }],
  learning: [{ confirmations: 50, figures: autoFigures([], 10) }],
});
const result: BenchResult = {
  machine: { commit: 'abc', node: 'v24' },
  model: 'test',
  companies: 1,
  firstSeed: 1,
  size: { invoices: 10, payments: 10 },
  regimes: regimeNames.map(resultOf),
};

test('matching 13: each class that posts is held to its bound, and one with few autos is not called met', () => {
  const judged = new Map(judgementsOf(resultOf('base')).map(({ name, isMet }) => [name, isMet] as const));
  expect(judged.get('lower bound, class kid/full (900)')).toBe(true);
  expect(judged.get('lower bound, class docno/full (20)')).toBeNull();
  expect(judged.get('posted, of 1:1 payments')).toBe(false);
  expect(judged.get('lower bound of precision, all that posts')).toBe(false);
});

test('matching 13: what misses its target is said on the terminal and on the page', () => {
  expect(renderText(result)).toMatch(/posted, of 1:1 payments +81\.5 % +≥ 92\.0 % +MISSED/);
  expect(renderText(result)).toContain('too few');
  const page = renderPage(result);
  expect(page).toMatch(/\| posted, of 1:1 payments \| 81\.5 % \(≥ 92\.0 %\) \*\*MISSED\*\*/);
  expect(page).toContain('synthetic');
  expect(page).toContain('| rules, tuned to the target | no cut holds |');
  expect(page).not.toMatch(/undefined|NaN/);
});

test('matching 13: the plot has a line for each regime, and colours for dark pages', () => {
  const plot = renderCalibrationPlot(result);
  expect(plot.match(/<polyline/g)).toHaveLength(3);
  for (const regime of regimeNames) expect(plot).toContain(`>${regime}</text>`);
  expect(plot).toContain('prefers-color-scheme: dark');
  expect(plot).not.toMatch(/undefined|NaN/);
});
