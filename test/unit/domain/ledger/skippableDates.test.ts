import { describe, expect, test } from '@jest/globals';
import { calendarDate } from '../../../../src/domain/calendarDate.ts';
import type { DayDigest } from '../../../../src/domain/ledger/dayDigest.ts';
import { skippableDates } from '../../../../src/domain/ledger/skippableDates.ts';

const day = (date: string, digest = 'a', entries = 1): DayDigest => ({ date: calendarDate(date), entries, digest });
const shownOf = (...days: readonly DayDigest[]) => new Map(days.map((one) => [one.date, one] as const));
const skipped = (given: Partial<Parameters<typeof skippableDates>[0]>) => [
  ...skippableDates({ shown: new Map(), settled: [], unsettled: [], wanted: new Set(), ...given }),
];

describe('I14 dates that may be left alone', () => {
  test('those that show what they showed', () => {
    const settled = [day('2026-03-01'), day('2026-03-02'), day('2026-03-03')];
    const shown = shownOf(day('2026-03-01'), day('2026-03-02', 'b'), day('2026-03-03', 'a', 2), day('2026-03-04'));
    expect(skipped({ settled, shown })).toEqual(['2026-03-01']);
  });

  test('not one that is shown no more', () => {
    expect(skipped({ settled: [day('2026-03-01')] })).toEqual([]);
  });

  test('not one that somebody wants to look at', () => {
    const [one, other] = [day('2026-03-01'), day('2026-03-02')];
    expect(skipped({ settled: [one, other], shown: shownOf(one, other), wanted: new Set([one.date]) })).toEqual([
      other.date,
    ]);
  });

  test('not one that is not settled, nor those where its correction may lie', () => {
    const all = Array.from({ length: 20 }, (_, index) => day(`2026-03-${String(index + 1).padStart(2, '0')}`));
    const left = skipped({ settled: all, shown: shownOf(...all), unsettled: [calendarDate('2026-03-10')] });
    expect(left).toEqual(all.map(({ date }) => date).filter((date) => date < '2026-03-05' || '2026-03-15' < date));
  });
});
