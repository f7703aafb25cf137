import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  addDays,
  bankToday,
  calendarDate,
  compareDates,
  daysBetween,
  isCalendarDate,
  maxDate,
  minDate,
  parseCalendarDate,
} from '../../../src/domain/calendarDate.ts';

test.each(['2026-02-28', '2024-02-29', '2000-02-29', '1999-12-31', '0001-01-01', '9999-12-31'])('%s exists', (text) => {
  expect(isCalendarDate(text)).toBe(true);
});

test.each([
  '2026-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '0000-01-01',
  '2026-1-1',
])('%s does not exist', (text) => {
  expect(parseCalendarDate(text)).toBeNull();
  expect(() => calendarDate(text)).toThrow(RangeError);
});

test.each(['2026-03-01T00:00:00Z', ' 2026-03-01', '2026-03-01\n', '20260301', ''])('%j is no calendar date', (text) => {
  expect(isCalendarDate(text)).toBe(false);
});

describe('day arithmetic', () => {
  test.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-29', 1, '2026-03-30'],
    ['2026-11-24', -89, '2026-08-27'],
    ['2026-11-24', -395, '2025-10-25'],
  ] as const)('%s and %s days is %s', (from, days, to) => {
    expect(addDays(calendarDate(from), days)).toBe(to);
    expect(daysBetween(calendarDate(from), calendarDate(to))).toBe(days);
  });

  test('agrees with the UTC calendar for every day of 800 years', () => {
    const start = calendarDate('1700-01-01');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 292_000 }), (days) => {
        const expected = new Date(Date.UTC(1700, 0, 1 + days)).toISOString().slice(0, 10);
        expect(addDays(start, days)).toBe(expected);
        expect(daysBetween(start, addDays(start, days))).toBe(days);
      }),
    );
  });

  test('order', () => {
    const [a, b] = [calendarDate('2026-03-01'), calendarDate('2026-03-02')];
    expect([compareDates(a, b), compareDates(b, a), compareDates(a, a)]).toEqual([-1, 1, 0]);
    expect([minDate(a, b), maxDate(a, b)]).toEqual([a, b]);
  });
});

describe('M17 the bank day is a day in its own zone', () => {
  test.each([
    ['2026-01-01T22:59:59Z', 'Europe/Oslo', '2026-01-01'],
    ['2026-01-01T23:00:00Z', 'Europe/Oslo', '2026-01-02'],
    ['2026-06-30T21:59:59Z', 'Europe/Oslo', '2026-06-30'],
    ['2026-06-30T22:00:00Z', 'Europe/Oslo', '2026-07-01'],
    ['2026-03-29T00:30:00Z', 'Europe/Oslo', '2026-03-29'],
    ['2026-10-24T22:00:00Z', 'Europe/Oslo', '2026-10-25'],
    ['2026-10-25T22:59:59Z', 'Europe/Oslo', '2026-10-25'],
    ['2026-01-01T00:00:00Z', 'America/Los_Angeles', '2025-12-31'],
    ['2026-01-01T10:00:00Z', 'Pacific/Kiritimati', '2026-01-02'],
    ['2026-01-01T00:00:00Z', 'UTC', '2026-01-01'],
  ] as const)('%s in %s is %s', (instant, timeZone, date) => {
    expect(bankToday(Date.parse(instant), timeZone)).toBe(date);
  });
});
