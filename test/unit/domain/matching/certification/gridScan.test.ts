import { describe, expect, test } from '@jest/globals';
import type { PrecisionLabel } from '../../../../../src/domain/matching/certification/certificate.ts';
import { certifyOwn, certifyShipped } from '../../../../../src/domain/matching/certification/certify.ts';
import { scanGrid } from '../../../../../src/domain/matching/certification/gridScan.ts';

const labels = (count: number, logOdds: number, { wrong = 0, regime = 'own', evidenceClass = 'kid/full' } = {}) =>
  Array.from(
    { length: count },
    (_unused, index): PrecisionLabel => ({ evidenceClass, regime, logOdds, right: index >= wrong }),
  );
const own = { regimes: ['own'], labelsNeeded: 598 };
const thresholdOf = (given: readonly PrecisionLabel[]): number | null => scanGrid(given, own)?.threshold ?? null;

describe('matching 8: the threshold is the lowest of the fixed grid whose bound holds, from strict to loose', () => {
  const cases: readonly (readonly [string, readonly PrecisionLabel[], number | null])[] = [
    ['no label', [], null],
    ['one too few', labels(597, 9), null],
    ['just enough, all of them sure', labels(598, 9.1), 0],
    ['errors below the rest', [...labels(2_000, 9.1), ...labels(100, 4.1, { wrong: 50 })], 4.25],
    [
      'stops at the first failure, though looser values would pass again',
      [...labels(600, 12), ...labels(1, 10, { wrong: 1 }), ...labels(50_000, 2)],
      10.25,
    ],
    [
      'fails at the first value with enough labels: none, though looser values would pass',
      [...labels(400, 12, { wrong: 2 }), ...labels(300, 10), ...labels(50_000, 2)],
      null,
    ],
    ['values above the grid count at its strictest', labels(598, 40), 0],
    ['values below the grid never post', labels(5_000, -0.5), null],
    ['between two steps the stricter one', [...labels(2_000, 9.1), ...labels(100, 4.2, { wrong: 50 })], 4.25],
  ];
  test.each(cases)('matching 8 %s', (_name, given, threshold) => {
    expect(thresholdOf(given)).toBe(threshold);
    expect(thresholdOf(given.toReversed())).toBe(threshold);
  });
});

const regimes = ['base', 'shifted'];
const shippedLabels = (wrongShifted: number, shifted = 1_000) => [
  ...labels(9_000, 9.1, { regime: 'base' }),
  ...labels(shifted, 9.1, { regime: 'shifted', wrong: wrongShifted }),
];

test('matching 8 a shipped class holds its bound in each regime, reported for each', () => {
  expect(certifyShipped(shippedLabels(0), regimes)).toEqual([
    {
      evidenceClass: 'kid/full',
      threshold: 3,
      regimes: [
        { regime: 'base', labels: 9_000, errors: 0, bound: expect.closeTo(0.99966722, 7) },
        { regime: 'shifted', labels: 1_000, errors: 0, bound: expect.closeTo(0.99700875, 7) },
      ],
    },
  ]);
});

test('matching 8 a class whose bound fails in one regime alone is not shipped, nor one with too few labels', () => {
  expect(certifyShipped(shippedLabels(6), regimes)).toEqual([]);
  expect(certifyShipped(shippedLabels(0, 999), regimes)).toEqual([]); // 9,999 in all
  expect(certifyShipped(shippedLabels(0), [...regimes, 'adversarial'])).toEqual([]); // a regime without any label
});

test('matching 8 the scan takes the bound of each regime, not of all labels together', () => {
  const scanned = (wrong: number) => scanGrid(shippedLabels(wrong), { regimes, labelsNeeded: 598 });
  expect(scanned(0)?.regimes.map(({ labels: count }) => count)).toEqual([9_000, 1_000]);
  expect(scanned(6)).toBeNull();
});

test('matching 8 a shipped threshold is stricter than the scan found, and its figures are those of the stricter one', () => {
  const withWeak = [...shippedLabels(0), ...labels(4_000, 4.1, { regime: 'base', wrong: 400 })];
  const [certificate] = certifyShipped(withWeak, regimes);
  expect(certificate?.threshold).toBe(4.25 + 3);
  expect(certificate?.regimes[0]).toMatchObject({ labels: 9_000, errors: 0 });
  // Where so much stricter a threshold leaves too few labels, nothing is shipped.
  const mostlyWeak = [...labels(9_000, 1, { regime: 'base' }), ...labels(1_000, 9.1, { regime: 'shifted' })];
  expect(certifyShipped(mostlyWeak, regimes)).toEqual([]);
});

test("matching 8 classes do not lend each other labels, and a client's own are of one regime", () => {
  const mixed = [...labels(598, 9), ...labels(597, 9, { evidenceClass: 'docno/full' })];
  expect(certifyOwn(mixed).map(({ evidenceClass }) => evidenceClass)).toEqual(['kid/full']);
  expect(certifyOwn(labels(10_000, 9, { regime: 'base' }))).toEqual([]);
});

test("matching 8 a client's own certificate reaches no further down than labels were seen, and has their figures", () => {
  const thresholdOfOwn = (...given: readonly (readonly PrecisionLabel[])[]) => certifyOwn(given.flat())[0]?.threshold;
  expect(thresholdOfOwn(labels(598, 9.1))).toBe(9);
  expect(thresholdOfOwn(labels(598, 40))).toBe(14);
  expect(thresholdOfOwn(labels(598, 9.1), labels(29, 2.1))).toBe(9);
  expect(certifyOwn([...labels(598, 9.1), ...labels(30, 2.1)])).toEqual([
    {
      evidenceClass: 'kid/full',
      threshold: 2,
      regimes: [{ regime: 'own', labels: 628, errors: 0, bound: expect.closeTo(0.99524, 4) }],
    },
  ]);
});
