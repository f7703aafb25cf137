import { expect, test } from '@jest/globals';
import { clientModel } from '../../../../../src/domain/matching/learning/clientModel.ts';
import { replayLog } from '../../../../../src/domain/matching/learning/replayLog.ts';
import type { MatchingModel } from '../../../../../src/domain/matching/model/matchingModel.ts';
import { confirmed, day } from './log.ts';

const noLevels = { scale: 1, levels: {} };
const prior = { in: 0.2, out: 0.4 };
const shipped: MatchingModel = {
  version: 'shipped-1',
  groups: {
    REF: {
      scale: 0.8,
      levels: {
        kid_equal: { m: 60_000, u: 1, seen: 60_000 },
        none: { m: 39_999, u: 59_999, seen: 39_999 },
        other_kid: { m: 1, u: 600, seen: 1 },
      },
    },
    AMOUNT: noLevels,
    PARTY: noLevels,
    DATE: noLevels,
    CONTEXT: noLevels,
  },
  offsets: { none: 0, part: 0, sum: 0 },
  kindPriors: {
    single: 0.9,
    partial: 0.1,
    over: 0,
    fee: 0,
    rounding: 0,
    subset: 0,
    net_of_credit: 0,
    converted: 0,
    credit_paid_out: 0,
    duplicate: 0,
    refund: 0,
    own_transfer: 0,
    none: 0,
  },
  nonePriors: { never_seen: prior, only_matched: prior, only_without_invoice: prior, both: prior },
  calibration: [],
  plausibleFrom: 0.05,
};
const asOf = day('2026-03-02');
const labelled = (count: number, itemIds: readonly string[]) =>
  clientModel(
    shipped,
    replayLog(
      Array.from({ length: count }, (_unused, index) => confirmed(`t${index}`, '2026-03-01', itemIds)),
      asOf,
    ),
  );

test('matching 10 without labels a client has the shipped shares', () => {
  const model = labelled(0, []);
  expect(model.groups.REF.levels['kid_equal']?.m).toBeCloseTo(60_000, 6);
  expect(model.kindPriors.single).toBeCloseTo(0.9, 12);
  expect(model.nonePriors).toEqual(shipped.nonePriors);
  expect(model.version).toBe('shipped-1+0@2026-03-02');
});

test('matching 10 75 labels of its own move a share half-way, on the scale of the shipped counts', () => {
  const model = labelled(75, ['A']);
  const { kid_equal, other_kid } = model.groups.REF.levels;
  expect(kid_equal?.m).toBeCloseTo(80_000, -3);
  expect(kid_equal?.seen).toBe(60_075);
  // A level that the client never saw is halved at most: it does not become likely by smoothing over few labels.
  expect(other_kid?.m).toBeCloseTo(0.5, 2);
  expect(model.kindPriors.single).toBeCloseTo(0.95, 2);
  expect(model.nonePriors.never_seen).toEqual({ in: expect.closeTo(0.1, 3), out: 0.4 });
});

test('matching 10 what a client has no invoices for raises its prior of none', () => {
  expect(labelled(75, []).nonePriors.never_seen).toEqual({ in: expect.closeTo(0.6, 2), out: 0.4 });
  expect(labelled(75, []).groups.REF.levels['kid_equal']?.m).toBeCloseTo(60_000, 6);
});

test('matching 4 random pairs and scales are no matter of a client', () => {
  const { REF } = labelled(75, ['A']).groups;
  expect(REF.scale).toBe(0.8);
  expect(REF.levels['other_kid']?.u).toBe(600);
});
