import { describe, expect, test } from '@jest/globals';
import { calendarDate } from '../../../../src/domain/calendarDate.ts';
import { planWindow, type WindowRequest } from '../../../../src/domain/ledger/windows.ts';

const date = (text: string | null): ReturnType<typeof calendarDate> | null =>
  text === null ? null : calendarDate(text);
const today = calendarDate('2026-11-24');
const base = {
  today,
  highWaterDate: null,
  attended: false,
  descriptorLimits: { attendedHistoryDays: 395, unattendedHistoryDays: 89 },
  overlapDays: 10,
} as const satisfies Partial<WindowRequest>;

describe('ledger 5 the first import', () => {
  test.each([
    [true, null, '2026-08-26', 'first_import'],
    [false, null, '2026-08-27', 'first_import'],
    [true, '2025-11-01', '2025-11-01', 'first_import'],
    [true, '2024-01-01', '2025-10-25', 'clipped_to_history'],
    [false, '2025-11-01', '2026-08-27', 'clipped_to_history'],
    [false, '2026-11-01', '2026-11-01', 'first_import'],
  ] as const)('attended %s from %s reads from %s', (attended, historyFrom, from, reason) => {
    const plan = planWindow({ ...base, kind: 'first', attended, historyFrom: date(historyFrom) });
    expect(plan).toMatchObject({ kind: 'read', from, to: today, reason, gap: null });
  });

  test('a history that begins in the future has nothing to read', () => {
    const historyFrom = calendarDate('2026-12-01');
    expect(planWindow({ ...base, kind: 'first', historyFrom })).toEqual({ kind: 'nothing', reason: 'outside_history' });
  });
});

describe('D-4 the next windows begin at the mark less the overlap', () => {
  test.each([
    ['2026-11-23', '2026-11-13', 'overlap', null],
    ['2026-11-30', '2026-11-14', 'overlap', null],
    ['2026-10-01', '2026-09-21', 'overlap', null],
    ['2026-09-01', '2026-08-27', 'clipped_to_history', null],
    ['2026-08-26', '2026-08-27', 'clipped_to_history', null],
    ['2026-08-25', '2026-08-27', 'clipped_to_history', { from: '2026-08-26', to: '2026-08-26' }],
    ['2026-06-30', '2026-08-27', 'clipped_to_history', { from: '2026-07-01', to: '2026-08-26' }],
  ] as const)('mark %s reads from %s', (mark, from, reason, gap) => {
    const plan = planWindow({ ...base, kind: 'next', highWaterDate: calendarDate(mark) });
    expect(plan).toMatchObject({ kind: 'read', from, to: today, reason, gap });
  });

  test('a person present closes the gap', () => {
    const plan = planWindow({ ...base, kind: 'next', attended: true, highWaterDate: calendarDate('2026-06-30') });
    expect(plan).toMatchObject({ from: '2026-06-20', reason: 'overlap', gap: null });
  });

  test('without a mark it is a first import', () => {
    expect(planWindow({ ...base, kind: 'next', historyFrom: calendarDate('2026-10-01') })).toMatchObject({
      from: '2026-10-01',
      reason: 'first_import',
    });
  });
});

describe('asked dates', () => {
  test.each([
    ['2026-11-01', '2026-11-10', '2026-11-01', '2026-11-10', 'asked'],
    ['2026-11-01', null, '2026-11-01', '2026-11-24', 'asked'],
    [null, null, '2026-11-13', '2026-11-24', 'overlap'],
    ['2026-01-01', '2026-11-10', '2026-08-27', '2026-11-10', 'clipped_to_history'],
    ['2026-11-20', '2027-01-01', '2026-11-20', '2026-11-24', 'asked'],
  ] as const)('%s to %s', (fromDate, toDate, from, to, reason) => {
    const highWaterDate = calendarDate('2026-11-23');
    const request = { ...base, kind: 'asked', highWaterDate, fromDate: date(fromDate), toDate: date(toDate) } as const;
    expect(planWindow(request)).toMatchObject({ kind: 'read', from, to, reason, gap: null });
  });

  test.each([
    ['2026-01-01', '2026-02-01'],
    ['2026-11-25', '2026-11-26'],
    ['2026-11-10', '2026-11-01'],
  ])('%s to %s is outside the history', (fromDate, toDate) => {
    const request = { ...base, kind: 'asked', fromDate: date(fromDate), toDate: date(toDate) } as const;
    expect(planWindow(request)).toEqual({ kind: 'nothing', reason: 'outside_history' });
  });
});
