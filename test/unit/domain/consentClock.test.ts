import { describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../src/domain/calendarDate.ts';
import {
  abandonedAfterDays,
  type ConsentPhase,
  consentPhase,
  consentPhaseAt,
  daysLeft,
  isNoticeDue,
  isReminderDue,
  lapsedPhase,
  lastConsentDay,
} from '../../../src/domain/consentClock.ts';

const oslo = 'Europe/Oslo';
const lastDay = calendarDate('2026-10-25');
const endsMs = Date.parse('2026-10-25T23:00:00Z');
const dayMs = 86_400_000;
/** Of the calendar in Oslo: the clocks go back on the last day itself. */
const noticeMs = (days: number): number => Date.parse(`${addDays(lastDay, -days)}T22:00:00Z`);

describe('D-17 a consent ends with its last day in the zone of the bank', () => {
  test.each<readonly [number, ConsentPhase]>([
    [noticeMs(30) - 1, { kind: 'active', untilMs: noticeMs(30) }],
    [noticeMs(30), { kind: 'expiring', untilMs: noticeMs(14), notice: 30 }],
    [noticeMs(14) - 1, { kind: 'expiring', untilMs: noticeMs(14), notice: 30 }],
    [noticeMs(14), { kind: 'expiring', untilMs: noticeMs(7), notice: 14 }],
    [noticeMs(7), { kind: 'expiring', untilMs: noticeMs(1), notice: 7 }],
    [noticeMs(1), { kind: 'expiring', untilMs: endsMs, notice: 1 }],
    [endsMs - 1, { kind: 'expiring', untilMs: endsMs, notice: 1 }],
    [endsMs, { kind: 'ended' }],
  ])('at %s', (nowMs, phase) => {
    expect(consentPhase(lastDay, oslo, nowMs)).toEqual(phase);
  });

  test.each([
    ['2026-10-25T22:59:59Z', '2026-10-25'],
    ['2026-10-25T23:00:00Z', '2026-10-26'],
  ])('an end at %s is the day %s', (instant, date) => {
    expect(lastConsentDay(Date.parse(instant), oslo)).toBe(date);
  });

  test('180 days, one look a day: four notices, each once', () => {
    const consentExpiresMs = Date.parse('2027-03-01T12:00:00Z');
    let given: number | null = null;
    const notices: number[] = [];
    for (let day = 180; day >= 0; day -= 1) {
      const phase = consentPhaseAt(consentExpiresMs, { timeZone: oslo }, consentExpiresMs - day * dayMs);
      if (phase.kind !== 'expiring' || !isNoticeDue(phase.notice, given)) continue;
      given = phase.notice;
      notices.push(phase.notice);
    }
    expect(notices).toEqual([30, 14, 7, 1]);
  });

  test('shortened days are counted back from the instant', () => {
    const calendar = { timeZone: oslo, dayMs: 10 };
    expect(consentPhaseAt(10_000, calendar, 9_860)).toEqual({ kind: 'expiring', untilMs: 9_930, notice: 14 });
    expect(consentPhaseAt(10_000, calendar, 10_000)).toEqual({ kind: 'ended' });
  });
});

describe('D.2 a consent that has lapsed', () => {
  test.each([
    [0, { kind: 'waiting', untilMs: dayMs, reminder: null }],
    [1, { kind: 'waiting', untilMs: 7 * dayMs, reminder: 1 }],
    [7, { kind: 'waiting', untilMs: 30 * dayMs, reminder: 7 }],
    [30, { kind: 'waiting', untilMs: abandonedAfterDays * dayMs, reminder: 30 }],
    [90, { kind: 'given_up' }],
  ])('day %i', (day, phase) => {
    expect(lapsedPhase(0, day * dayMs)).toEqual(phase);
  });
});

test.each<readonly [number | null, number | null, boolean]>([
  [null, null, false],
  [7, null, true],
  [7, 30, true],
  [7, 7, false],
  // The clock has gone back: what is nearer to the end was told already.
  [14, 7, false],
])('D-17 a notice is due once, and of those missed only the latest: %s after %s', (wanted, given, isDue) => {
  expect(isNoticeDue(wanted, given)).toBe(isDue);
});

test.each<readonly [number | null, number | null, boolean]>([
  [null, null, false],
  [1, null, true],
  [7, 1, true],
  [30, 30, false],
  [1, 7, false],
])('D.2 so is a reminder: %s after %s', (wanted, given, isDue) => {
  expect(isReminderDue(wanted, given)).toBe(isDue);
});

test.each([
  ['2026-09-25T22:00:00Z', 30],
  // A day of 25 hours lies between.
  ['2026-10-24T22:00:00Z', 1],
  ['2026-10-20T10:00:00Z', 6],
])('D-17 at %s the consent lasts for %i days, the last one included', (instant, days) => {
  expect(daysLeft(Date.parse('2026-10-25T12:00:00Z'), oslo, Date.parse(instant))).toBe(days);
});
