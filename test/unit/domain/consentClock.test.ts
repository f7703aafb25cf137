import { describe, expect, test } from '@jest/globals';
import { calendarDate } from '../../../src/domain/calendarDate.ts';
import { consentPhase, lastConsentDay } from '../../../src/domain/consentClock.ts';

const oslo = 'Europe/Oslo';
const lastDay = calendarDate('2026-10-25');
const endsMs = Date.parse('2026-10-25T23:00:00Z');
const noticeMs = Date.parse('2026-09-25T22:00:00Z');

describe('D-17 a consent ends with its last day in the zone of the bank', () => {
  test.each([
    [endsMs - 1, { kind: 'expiring', untilMs: endsMs }],
    [endsMs, { kind: 'ended' }],
    [noticeMs, { kind: 'expiring', untilMs: endsMs }],
    [noticeMs - 1, { kind: 'active', untilMs: noticeMs }],
  ])('at %s', (nowMs, phase) => {
    expect(consentPhase(lastDay, oslo, nowMs)).toEqual(phase);
  });

  test.each([
    ['2026-10-25T22:59:59Z', '2026-10-25'],
    ['2026-10-25T23:00:00Z', '2026-10-26'],
  ])('an end at %s is the day %s', (instant, date) => {
    expect(lastConsentDay(Date.parse(instant), oslo)).toBe(date);
  });
});
