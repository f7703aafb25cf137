import { describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../src/domain/calendarDate.ts';
import type { CoverageInterval } from '../../../src/domain/coverage.ts';
import { coverageAfterRead, type WholeRead } from '../../../src/domain/coverageAfterRead.ts';

const today = calendarDate('2026-11-20');
const day = (ago: number) => addDays(today, -ago);
const range = (fromAgo: number, toAgo: number) => ({ from: day(fromAgo), to: day(toAgo) });
const unverified = (fromAgo: number, toAgo: number): CoverageInterval => ({
  ...range(fromAgo, toAgo),
  state: 'complete_unverified',
  reason: null,
});
const unshown = (fromAgo: number, toAgo: number): CoverageInterval => ({
  ...unverified(fromAgo, toAgo),
  reason: 'nothing_shown',
});
const complete = (fromAgo: number, toAgo: number): CoverageInterval => ({
  ...unverified(fromAgo, toAgo),
  state: 'complete',
});
const gap = (fromAgo: number, toAgo: number): CoverageInterval => ({
  ...range(fromAgo, toAgo),
  state: 'gap',
  reason: 'beyond_history',
});

/** Days ago; the answer shows an entry of the window's first day where nothing else is said. */
interface Read {
  readonly window: readonly [number, number];
  readonly mark: number | null;
  readonly shown?: number | null;
  readonly asked?: number;
  readonly changed?: readonly number[];
  readonly readOn?: WholeRead['readOn'];
}
const read = (
  existing: readonly CoverageInterval[],
  { window: [fromAgo, toAgo], mark, shown = fromAgo, asked, changed = [], readOn = today }: Read,
) =>
  coverageAfterRead(existing, {
    window: range(fromAgo, toAgo),
    readOn,
    highWaterDate: mark === null ? null : day(mark),
    unattendedHistoryDays: 89,
    askedFrom: asked === undefined ? null : day(asked),
    oldestShown: shown === null ? null : day(shown),
    changedDates: changed.map(day),
  });

describe('coverageAfterRead', () => {
  test('ledger 7 a first read covers all but the bank day itself', () => {
    expect(read([], { window: [89, 0], mark: null })).toEqual({
      intervals: [unverified(89, 1)],
      highWaterDate: day(1),
      achievedFrom: day(89),
      newGaps: [],
    });
  });

  test('ledger 7 a read that ends on a later day covers only what was past when it began', () => {
    expect(read([], { window: [89, 1], mark: null, readOn: day(1) }).highWaterDate).toEqual(day(2));
  });

  test('ledger 7 the next night joins', () => {
    expect(read([unverified(89, 2)], { window: [12, 0], mark: 2 })).toMatchObject({
      intervals: [unverified(89, 1)],
      newGaps: [],
    });
  });

  test('ledger 7 a window of today alone covers nothing', () => {
    expect(read([unverified(89, 1)], { window: [0, 0], mark: 1 }).intervals).toEqual([unverified(89, 1)]);
  });

  test('ledger 5 what no unattended read can reach any more is a gap, and the mark passes over it', () => {
    expect(read([unverified(300, 150)], { window: [89, 0], mark: 150 })).toMatchObject({
      intervals: [unverified(300, 150), gap(149, 90), unverified(89, 1)],
      highWaterDate: day(1),
      newGaps: [range(149, 90)],
    });
  });

  test('I22 a gap that is known is not found again', () => {
    const before = [unverified(300, 150), gap(149, 90), unverified(89, 1)];
    expect(read(before, { window: [11, 0], mark: 1 })).toMatchObject({ intervals: before, newGaps: [] });
  });

  test('ledger 7 asked dates behind a hole leave the mark where it is', () => {
    expect(read([unverified(80, 50)], { window: [20, 10], mark: 50 })).toMatchObject({
      highWaterDate: day(50),
      newGaps: [],
    });
  });

  test('D-4 a read with a person present closes the gap', () => {
    const before = [unverified(300, 150), gap(149, 90), unverified(89, 2)];
    expect(read(before, { window: [300, 0], mark: 2 }).intervals).toEqual([unverified(300, 1)]);
  });

  test('bank E dates that were asked for and are beyond the bank’s history are a gap before the first date achieved', () => {
    expect(read([], { window: [395, 0], mark: null, asked: 500 })).toMatchObject({
      intervals: [gap(500, 396), unverified(395, 1)],
      highWaterDate: day(1),
      newGaps: [range(500, 396)],
    });
  });

  test('a default that the bank does not reach is no gap: nobody asked for it', () => {
    expect(read([], { window: [89, 0], mark: null }).newGaps).toEqual([]);
  });

  test('asked dates that were read before are none either', () => {
    expect(read([unverified(300, 1)], { window: [89, 0], mark: 1, asked: 250 }).newGaps).toEqual([]);
  });
});

describe('Q22 history cut off without a word', () => {
  test('a first answer whose oldest entry comes late leaves the dates before it in doubt', () => {
    expect(read([], { window: [395, 0], mark: null, shown: 89 })).toMatchObject({
      intervals: [unshown(395, 90), unverified(89, 1)],
      highWaterDate: day(1),
      achievedFrom: day(89),
      newGaps: [],
    });
  });

  test('a first answer without an entry proves nothing, and the mark moves on', () => {
    expect(read([], { window: [89, 0], mark: null, shown: null })).toMatchObject({
      intervals: [unshown(89, 1)],
      highWaterDate: day(1),
      achievedFrom: day(89),
    });
  });

  test('a quiet night of a quiet account is read whole', () => {
    expect(read([unverified(89, 2)], { window: [12, 0], mark: 2, shown: null }).intervals).toEqual([unverified(89, 1)]);
  });

  test('what was seen once stays so when the bank shows less later', () => {
    expect(read([unverified(300, 2)], { window: [300, 0], mark: 2, shown: 89 }).intervals).toEqual([
      unverified(300, 1),
    ]);
  });

  test('a gap is closed in doubt where the answer begins after it', () => {
    const before = [unverified(300, 150), gap(149, 90), unverified(89, 2)];
    expect(read(before, { window: [300, 0], mark: 2, shown: 80 }).intervals).toEqual([
      unverified(300, 150),
      unshown(149, 90),
      unverified(89, 1),
    ]);
  });

  test('a later answer that shows more settles the doubt', () => {
    expect(read([unshown(395, 90), unverified(89, 2)], { window: [395, 0], mark: 2, shown: 200 }).intervals).toEqual([
      unshown(395, 201),
      unverified(200, 1),
    ]);
  });
});

describe('ledger 7 proof', () => {
  test('a complete date in which no row changed is never lowered', () => {
    expect(read([complete(89, 2)], { window: [12, 0], mark: 2 }).intervals).toEqual([
      complete(89, 2),
      unverified(1, 1),
    ]);
  });

  test('one in which a row changed is unverified until a balance proves it again', () => {
    expect(read([complete(89, 2)], { window: [12, 0], mark: 2, changed: [5, 0] }).intervals).toEqual([
      complete(89, 6),
      unverified(5, 5),
      complete(4, 2),
      unverified(1, 1),
    ]);
  });
});
