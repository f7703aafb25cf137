import { describe, expect, test } from '@jest/globals';
import { balanceStart, chooseFigure, isReadThrough, type ListedFigure } from '../../../src/domain/balanceFigure.ts';
import { addDays, calendarDate } from '../../../src/domain/calendarDate.ts';
import type { CoverageInterval } from '../../../src/domain/coverage.ts';

const readOn = calendarDate('2026-11-20');
const day = (ago: number) => addDays(readOn, -ago);
const figure = (type: string, ago: number | null, more: Partial<ListedFigure> = {}): ListedFigure => ({
  type,
  amountMinor: '100',
  currency: 'NOK',
  referenceDate: ago === null ? null : day(ago),
  ...more,
});

describe('ledger 7 which figure is compared, and what it includes', () => {
  test.each([
    ['a closing figure includes all rows to its date', 'closing', [figure('closingBooked', 1)], 1],
    ['without a date it is of the day on which it was read', 'closing', [figure('closingBooked', null)], 0],
    ['so is an interim figure', 'closing', [figure('interimBooked', null)], 0],
    ['the one that reaches farthest', 'closing', [figure('closingBooked', 1), figure('interimBooked', null)], 0],
    ['an opening figure includes what was booked before its date', 'opening', [figure('openingBooked', 1)], 2],
    ['without a date it verifies earlier days only', 'opening', [figure('openingBooked', null)], 1],
    ['other types are passed over', 'opening', [figure('expected', null), figure('openingBooked', null)], 1],
    [
      'other currencies too',
      'closing',
      [figure('closingBooked', 0, { currency: 'EUR' }), figure('closingBooked', 1)],
      1,
    ],
  ] as const)('%s', (_name, witness, figures, ago) => {
    expect(chooseFigure(figures, { witness, currency: 'NOK', readOn })).toEqual({
      kind: 'figure',
      figure: { amountMinor: 100n, through: day(ago) },
    });
  });

  test.each([
    ['no_witness', 'none', [figure('closingBooked', 0)]],
    ['no_figure', 'closing', []],
    ['no_figure', 'closing', [figure('openingBooked', null), figure('expected', null)]],
    ['no_figure', 'opening', [figure('closingBooked', 0)]],
    ['other_currency', 'closing', [figure('closingBooked', 0, { currency: 'EUR' })]],
  ] as const)('%s', (reason, witness, figures) => {
    expect(chooseFigure(figures, { witness, currency: 'NOK', readOn })).toEqual({ kind: 'none', reason });
  });

  test('D-13 an amount beyond what a float holds stays exact', () => {
    const figures = [figure('closingBooked', 0, { amountMinor: '9007199254740993' })];
    expect(chooseFigure(figures, { witness: 'closing', currency: 'NOK', readOn })).toMatchObject({
      figure: { amountMinor: 9_007_199_254_740_993n },
    });
  });
});

const covered = (
  fromAgo: number,
  toAgo: number,
  state: CoverageInterval['state'] = 'complete_unverified',
  reason: CoverageInterval['reason'] = null,
): CoverageInterval => ({ from: day(fromAgo), to: day(toAgo), state, reason });

describe('ledger 7 from where on rows can be summed', () => {
  test.each([
    ['the first day achieved', [covered(89, 1)], 1, 89],
    ['also to the current day, which is read and not covered', [covered(89, 1)], 0, 89],
    ['over states', [covered(89, 30, 'complete'), covered(29, 1)], 1, 89],
    ['in any order', [covered(29, 1), covered(89, 30)], 1, 89],
    ['behind a gap', [covered(300, 150), covered(149, 90, 'gap'), covered(89, 1)], 1, 89],
    ['behind a hole', [covered(80, 50), covered(20, 1)], 1, 20],
    [
      'behind what the bank may have cut off',
      [covered(395, 90, 'complete_unverified', 'nothing_shown'), covered(89, 1)],
      1,
      89,
    ],
    ['within an interval', [covered(89, 1)], 40, 89],
    ['nothing is covered', [], 1, null],
    ['the day is before all coverage', [covered(89, 1)], 90, null],
    ['the day is in a gap', [covered(89, 20), covered(19, 1, 'gap')], 1, null],
  ] as const)('%s', (_name, intervals, through, start) => {
    expect(balanceStart(intervals, day(through))).toBe(start === null ? null : day(start));
  });
});

test.each([
  ['a covered day', 1, 1, 0, 0, true],
  ['the current day, read to its own figure', 0, 1, 0, 0, true],
  ['the day before, of a read that ran over midnight', 1, 2, 1, 0, false],
  ['a day after the window of asked dates', 0, 30, 40, 0, false],
  ['before anything was covered', 0, null, 0, 0, true],
] as const)(
  'ledger 7 rows are read as far as the figure: %s',
  (_name, through, mark, windowTo, figureAgo, expected) => {
    const highWaterDate = mark === null ? null : day(mark);
    expect(isReadThrough(day(through), { highWaterDate, windowTo: day(windowTo), figureReadOn: day(figureAgo) })).toBe(
      expected,
    );
  },
);
