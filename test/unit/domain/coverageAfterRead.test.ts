import { describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../src/domain/calendarDate.ts';
import { coverageAfterRead } from '../../../src/domain/coverageAfterRead.ts';

const today = calendarDate('2026-11-20');
const day = (ago: number) => addDays(today, -ago);
const range = (fromAgo: number, toAgo: number) => ({ from: day(fromAgo), to: day(toAgo) });
const unverified = (fromAgo: number, toAgo: number) => ({
  ...range(fromAgo, toAgo),
  state: 'complete_unverified' as const,
});
const gap = (fromAgo: number, toAgo: number) => ({ ...range(fromAgo, toAgo), state: 'gap' as const });
const read = (
  existing: Parameters<typeof coverageAfterRead>[0],
  window: ReturnType<typeof range>,
  markAgo: number | null,
  readOn = today,
) =>
  coverageAfterRead(existing, {
    window,
    readOn,
    highWaterDate: markAgo === null ? null : day(markAgo),
    unattendedHistoryDays: 89,
  });

describe('coverageAfterRead', () => {
  test('ledger 7 a first read covers all but the bank day itself', () => {
    expect(read([], range(89, 0), null)).toEqual({ intervals: [unverified(89, 1)], highWaterDate: day(1), gap: null });
  });

  test('ledger 7 a read that ends on a later day covers only what was past when it began', () => {
    expect(read([], range(89, 1), null, day(1)).highWaterDate).toEqual(day(2));
  });

  test('ledger 7 the next night joins', () => {
    expect(read([unverified(89, 2)], range(12, 0), 2)).toMatchObject({ intervals: [unverified(89, 1)], gap: null });
  });

  test('ledger 5 what no unattended read can reach any more is a gap, and the mark passes over it', () => {
    expect(read([unverified(300, 150)], range(89, 0), 150)).toEqual({
      intervals: [unverified(300, 150), gap(149, 90), unverified(89, 1)],
      highWaterDate: day(1),
      gap: range(149, 90),
    });
  });

  test('ledger 7 asked dates behind a hole leave the mark where it is', () => {
    expect(read([unverified(80, 50)], range(20, 10), 50)).toMatchObject({ highWaterDate: day(50), gap: null });
  });

  test('D-4 a read with a person present closes the gap', () => {
    const before = [unverified(300, 150), gap(149, 90), unverified(89, 2)];
    expect(read(before, range(300, 0), 2).intervals).toEqual([unverified(300, 1)]);
  });
});
