import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, calendarDate, daysBetween } from '../../../src/domain/calendarDate.ts';
import {
  addCoverage,
  type CoverageInterval,
  type CoverageReason,
  type CoverageState,
  coveredRange,
  highWaterMark,
  withoutProof,
  withProof,
} from '../../../src/domain/coverage.ts';

const day = (number: number): ReturnType<typeof calendarDate> => addDays(calendarDate('2026-03-01'), number);
const range = (
  from: number,
  to: number,
  state: CoverageState = 'complete_unverified',
  reason: CoverageReason | null = state === 'gap' ? 'beyond_history' : null,
): CoverageInterval => ({ from: day(from), to: day(to), state, reason });
const unshown = (from: number, to: number) => range(from, to, 'complete_unverified', 'nothing_shown');

const addOne = (all: readonly CoverageInterval[], one: CoverageInterval): readonly CoverageInterval[] =>
  addCoverage(all, one);

describe('ledger 7 the current bank day is read but not covered', () => {
  test.each([
    [0, 10, 10, { from: day(0), to: day(9) }],
    [0, 5, 10, { from: day(0), to: day(5) }],
    [10, 10, 10, null],
  ])('window %s to %s on day %s', (from, to, today, expected) => {
    expect(coveredRange(range(from, to), day(today))).toEqual(expected);
  });
});

describe('addCoverage', () => {
  test.each([
    ['joins neighbours', [range(0, 4)], range(5, 9), [range(0, 9)]],
    ['keeps holes', [range(0, 4)], range(6, 9), [range(0, 4), range(6, 9)]],
    ['never lowers a complete date', [range(0, 9, 'complete')], range(5, 12), [range(0, 9, 'complete'), range(10, 12)]],
    ['raises', [range(0, 9)], range(3, 4, 'complete'), [range(0, 2), range(3, 4, 'complete'), range(5, 9)]],
    ['closes a gap', [range(0, 4), range(5, 9, 'gap')], range(3, 9), [range(0, 9)]],
    ['records a gap', [range(0, 4)], range(3, 9, 'gap'), [range(0, 4), range(5, 9, 'gap')]],
    ['Q22 keeps what was seen before an answer cut short', [range(0, 9)], unshown(0, 4), [range(0, 9)]],
    ['Q22 an answer that shows more settles the doubt', [unshown(0, 9)], range(5, 9), [unshown(0, 4), range(5, 9)]],
    ['Q22 an answer without an entry closes a gap in doubt', [range(0, 9, 'gap')], unshown(0, 9), [unshown(0, 9)]],
  ] as const)('%s', (_name, existing, added, expected) => {
    expect(addCoverage(existing, added)).toEqual(expected);
  });

  test('in any order the same, without overlaps, each date with its strongest state', () => {
    const anyInterval = fc
      .tuple(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 10 }),
        fc.constantFrom<readonly [CoverageState, CoverageReason | null]>(
          ['gap', 'beyond_history'],
          ['complete_unverified', 'nothing_shown'],
          ['complete_unverified', null],
          ['complete', null],
        ),
      )
      .map(([from, length, [state, reason]]) => range(from, from + length, state, reason));
    fc.assert(
      fc.property(fc.array(anyInterval, { maxLength: 8 }), (intervals) => {
        const result = intervals.reduce<readonly CoverageInterval[]>(addOne, []);
        expect(intervals.toReversed().reduce<readonly CoverageInterval[]>(addOne, [])).toEqual(result);
        for (const [index, { from }] of result.slice(1).entries())
          expect(daysBetween(result[index]?.to ?? from, from)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('ledger 7 a complete date in which a row changed is complete no more, and no other is lowered', () => {
  test.each([
    ['within', [range(0, 9, 'complete')], [4], [range(0, 3, 'complete'), range(4, 4), range(5, 9, 'complete')]],
    ['first and last', [range(0, 9, 'complete')], [9, 0, 9], [range(0, 0), range(1, 8, 'complete'), range(9, 9)]],
    ['joins its neighbour', [range(0, 4, 'complete'), range(5, 9)], [4], [range(0, 3, 'complete'), range(4, 9)]],
    ['outside', [range(0, 4, 'complete')], [7], [range(0, 4, 'complete')]],
    ['in doubt already', [unshown(0, 4)], [2], [unshown(0, 4)]],
    ['a gap stays one', [range(0, 4, 'gap')], [2], [range(0, 4, 'gap')]],
  ] as const)('%s', (_name, intervals, changed, expected) => {
    expect(withoutProof(intervals, changed.map(day))).toEqual(expected);
  });
});

test('ledger 7 a balance proves dates that were read, and no gap and no doubtful date', () => {
  const intervals = [range(0, 4, 'gap'), unshown(5, 9), range(10, 19), range(20, 24, 'complete'), range(25, 30)];
  expect(withProof(intervals, { from: day(3), to: day(27) })).toEqual([
    range(0, 4, 'gap'),
    unshown(5, 9),
    range(10, 27, 'complete'),
    range(28, 30),
  ]);
  expect(withProof(intervals, null)).toEqual(intervals);
});

describe('the high-water mark', () => {
  test.each([
    ['nothing covered', [], 0, null],
    ['a gap only', [range(0, 9, 'gap')], 0, null],
    ['unbroken', [range(0, 4), range(5, 9, 'complete')], 0, day(9)],
    ['stops at a hole', [range(0, 4), range(6, 9)], 0, day(4)],
    ['stops at a hole that ends on the floor', [range(0, 4), range(6, 9)], 5, day(4)],
    ['passes over a hole before the floor', [range(0, 4), range(6, 9)], 6, day(9)],
    ['begins at the first date achieved', [range(0, 3, 'gap'), range(4, 9)], 0, day(9)],
    ['takes any order', [range(5, 9), range(0, 4)], 0, day(9)],
  ] as const)('%s', (_name, intervals, floor, expected) => {
    expect(highWaterMark(intervals, day(floor))).toBe(expected);
  });
});
