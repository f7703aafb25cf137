import { describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../src/domain/calendarDate.ts';
import type { CoverageInterval, CoverageReason, CoverageState } from '../../../src/domain/coverage.ts';
import { coverageTasks, isCoverageTaskSettled } from '../../../src/domain/coverageTasks.ts';

const day = (number: number) => addDays(calendarDate('2026-03-01'), number);
const range = (from: number, to: number) => ({ from: day(from), to: day(to) });
const covered = (
  from: number,
  to: number,
  state: CoverageState = 'complete_unverified',
  reason: CoverageReason | null = null,
): CoverageInterval => ({ ...range(from, to), state, reason });

const task = (kind: string, from: number, to: number) => ({
  kind,
  subject: `${kind}/${day(from)}`,
  rows: [],
  data: range(from, to),
});

interface Read {
  readonly window: readonly [number, number];
  readonly asked: number | null;
  readonly shown: number | null;
}
const nightly: Read = { window: [60, 70], asked: null, shown: 60 };
const first: Read = { window: [0, 70], asked: 0, shown: 0 };

describe('ledger 7 what a read leaves to a person', () => {
  const rows: readonly (readonly [
    string,
    readonly CoverageInterval[],
    Read,
    readonly (readonly [number, number])[],
    readonly unknown[],
  ])[] = [
    ['nothing', [covered(0, 60)], nightly, [], []],
    ['dates lost in an outage', [covered(0, 20)], nightly, [[21, 59]], [task('coverage_gap', 21, 59)]],
    [
      'dates before the bank’s history',
      [],
      { ...first, asked: -30 },
      [[-30, -1]],
      [task('history_not_reached', -30, -1)],
    ],
    ['a first entry long after the asked start', [], { ...first, shown: 11 }, [], [task('history_not_reached', 0, 10)]],
    ['a first entry ten days after it', [], { ...first, shown: 10 }, [], []],
    ['nothing shown at all', [], { ...first, shown: null }, [], []],
    ['a late first entry of a default history', [], { ...first, asked: null, shown: 50 }, [], []],
    ['a late first entry of a later read', [covered(0, 60)], { ...first, shown: 50 }, [], []],
    [
      'both at once are one',
      [],
      { ...first, asked: -30, shown: 20 },
      [[-30, -1]],
      [task('history_not_reached', -30, 19)],
    ],
  ];
  test.each(rows)('%s', (_name, existing, { window: [from, to], asked, shown }, gaps, expected) => {
    const read = {
      window: range(from, to),
      askedFrom: asked === null ? null : day(asked),
      oldestShown: shown === null ? null : day(shown),
    };
    expect(coverageTasks(existing, read, { newGaps: gaps.map(([a, b]) => range(a, b)) })).toEqual(expected);
  });
});

describe('ledger 7 a later read settles it', () => {
  test.each([
    ['a gap that is read', 'coverage_gap', [covered(0, 70)], true],
    ['a gap that is read in part', 'coverage_gap', [covered(0, 30), covered(31, 40, 'gap', 'beyond_history')], false],
    ['a gap that shows nothing', 'coverage_gap', [covered(0, 70, 'complete_unverified', 'nothing_shown')], true],
    [
      'a history that shows nothing',
      'history_not_reached',
      [covered(0, 70, 'complete_unverified', 'nothing_shown')],
      false,
    ],
    [
      'a history that begins within ten days',
      'history_not_reached',
      [covered(0, 30, 'complete_unverified', 'nothing_shown'), covered(31, 70)],
      true,
    ],
  ] as const)('%s', (_name, kind, intervals, expected) => {
    expect(isCoverageTaskSettled(intervals, { kind, ...range(21, 59) })).toBe(expected);
  });
});
