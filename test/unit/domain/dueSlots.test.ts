import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type DueInput, isDue, latestSlot, nextSyncAt } from '../../../src/domain/dueSlots.ts';

const iso = (epochMs: number | null): string | null =>
  epochMs === null ? null : new Date(epochMs).toISOString().replace(':00.000Z', 'Z');
const at = (text: string): number => Date.parse(text);

const input = (f: number, zone: string, now: string, last: string | null, syncTime = '03:00'): DueInput => ({
  frequencyHours: f,
  syncTime,
  timeZone: zone,
  nowMs: at(now),
  lastAttemptAtMs: last === null ? null : at(last),
  maySync: true,
  autoSyncEnabled: true,
  parkedRetryAtMs: null,
  requestWaiting: false,
});

const oslo = 'Europe/Oslo';
describe('design 2: the slots of a connection', () => {
  test.each([
    // frequency, zone, now, last attempt, latest slot, due, next
    [24, 'UTC', '2026-11-24T02:59Z', '2026-11-23T03:00Z', '2026-11-23T03:00Z', false, '2026-11-24T03:00Z'],
    [24, 'UTC', '2026-11-24T03:00Z', '2026-11-23T03:00Z', '2026-11-24T03:00Z', true, '2026-11-24T03:00Z'],
    [24, 'UTC', '2026-11-24T03:10Z', '2026-11-24T03:00Z', '2026-11-24T03:00Z', false, '2026-11-25T03:00Z'],
    [24, 'UTC', '2026-11-24T15:00Z', '2026-11-24T02:00Z', '2026-11-24T03:00Z', true, '2026-11-24T15:00Z'],
    [12, 'UTC', '2026-11-24T14:59Z', '2026-11-24T03:01Z', '2026-11-24T03:00Z', false, '2026-11-24T15:00Z'],
    [12, 'UTC', '2026-11-24T15:00Z', '2026-11-24T03:01Z', '2026-11-24T15:00Z', true, '2026-11-24T15:00Z'],
    [12, 'UTC', '2026-11-25T02:00Z', '2026-11-24T15:01Z', '2026-11-24T15:00Z', false, '2026-11-25T03:00Z'],
    [8, 'UTC', '2026-11-24T11:00Z', '2026-11-24T03:01Z', '2026-11-24T11:00Z', true, '2026-11-24T11:00Z'],
    [8, 'UTC', '2026-11-24T19:30Z', '2026-11-24T19:00Z', '2026-11-24T19:00Z', false, '2026-11-25T03:00Z'],
    // 9 does not divide 24: 03, 12, 21, and 03 again
    [9, 'UTC', '2026-11-24T22:00Z', '2026-11-24T21:00Z', '2026-11-24T21:00Z', false, '2026-11-25T03:00Z'],
    // above 24 hours the slots count from the last attempt
    [36, 'UTC', '2026-11-25T04:00Z', '2026-11-24T03:00Z', null, false, '2026-11-26T03:00Z'],
    [36, 'UTC', '2026-11-26T03:00Z', '2026-11-24T03:00Z', '2026-11-26T03:00Z', true, '2026-11-26T03:00Z'],
    [48, 'UTC', '2026-11-26T02:59Z', '2026-11-24T17:00Z', null, false, '2026-11-26T03:00Z'],
    [48, 'UTC', '2026-11-29T02:00Z', '2026-11-24T17:00Z', '2026-11-28T03:00Z', true, '2026-11-29T02:00Z'],
    [168, 'UTC', '2026-12-01T02:59Z', '2026-11-24T03:00Z', null, false, '2026-12-01T03:00Z'],
    [168, 'UTC', '2026-12-01T03:00Z', '2026-11-24T03:00Z', '2026-12-01T03:00Z', true, '2026-12-01T03:00Z'],
    // the wall clock of the zone
    [24, oslo, '2026-07-01T00:59Z', '2026-06-30T01:00Z', '2026-06-30T01:00Z', false, '2026-07-01T01:00Z'],
    [24, oslo, '2026-07-01T01:00Z', '2026-06-30T01:00Z', '2026-07-01T01:00Z', true, '2026-07-01T01:00Z'],
    // the night that clocks go forward: 03:00 is 01:00 UTC, the day before it was 02:00 UTC
    [24, oslo, '2026-03-29T00:59Z', '2026-03-28T02:00Z', '2026-03-28T02:00Z', false, '2026-03-29T01:00Z'],
    [12, oslo, '2026-03-29T13:00Z', '2026-03-29T01:00Z', '2026-03-29T13:00Z', true, '2026-03-29T13:00Z'],
    // the night that they go back
    [24, oslo, '2026-10-25T01:59Z', '2026-10-24T01:00Z', '2026-10-24T01:00Z', false, '2026-10-25T02:00Z'],
    [48, oslo, '2026-10-26T01:59Z', '2026-10-24T01:00Z', null, false, '2026-10-26T02:00Z'],
  ] as const)('%s h in %s at %s after %s', (f, zone, now, last, slot, due, next) => {
    const connection = input(f, zone, now, last);
    expect(iso(latestSlot(connection))).toBe(slot);
    expect(isDue(connection)).toEqual(
      due ? { kind: 'due', reason: 'slot_passed' } : { kind: 'not_due', reason: 'attempted_since_slot' },
    );
    expect(iso(nextSyncAt(connection))).toBe(next);
  });

  test.each([
    ['2026-03-29T00:59Z', '2026-03-28T01:30Z'],
    ['2026-03-29T01:30Z', '2026-03-29T01:30Z'],
  ])('F11 a time that a night skips is later by the jump: at %s the slot is %s', (now, slot) => {
    expect(iso(latestSlot(input(24, oslo, now, null, '02:30')))).toBe(slot);
  });

  test('F11 a time that comes twice in a night is a slot once, the first time', () => {
    const first = input(24, oslo, '2026-10-25T00:30Z', '2026-10-24T00:30Z', '02:30');
    expect(isDue(first).kind).toBe('due');
    const second = input(24, oslo, '2026-10-25T01:30Z', '2026-10-25T00:30Z', '02:30');
    expect(isDue(second).kind).toBe('not_due');
    expect(iso(nextSyncAt(second))).toBe('2026-10-26T01:30Z');
  });

  test('a slot of the evening reaches into the next day', () => {
    expect(iso(latestSlot(input(12, 'UTC', '2026-11-24T10:00Z', null, '20:00')))).toBe('2026-11-24T08:00Z');
  });
});

describe('isDue says why', () => {
  const attempted = input(24, 'UTC', '2026-11-24T03:10Z', '2026-11-24T03:00Z');
  const never = input(24, 'UTC', '2026-11-24T01:00Z', null);
  test.each([
    ['never attempted', never, 'due', 'never_attempted'],
    ['never attempted, every 48 h', input(48, 'UTC', '2026-11-24T01:00Z', null), 'due', 'never_attempted'],
    ['state forbids', { ...never, maySync: false, requestWaiting: true }, 'not_due', 'state_forbids'],
    ['auto sync off', { ...never, autoSyncEnabled: false }, 'not_due', 'auto_sync_off'],
    ['asked for', { ...attempted, autoSyncEnabled: false, requestWaiting: true }, 'due', 'request_waiting'],
    ['parked', { ...never, parkedRetryAtMs: at('2026-11-24T23:00Z') }, 'not_due', 'run_is_parked'],
    [
      'asked for while parked',
      { ...never, requestWaiting: true, parkedRetryAtMs: at('2026-11-24T23:00Z') },
      'not_due',
      'run_is_parked',
    ],
    ['parked until now', { ...attempted, parkedRetryAtMs: attempted.nowMs }, 'due', 'parked_run_may_go_on'],
    ['synced', attempted, 'not_due', 'attempted_since_slot'],
  ] as const)('%s', (_name, connection, kind, reason) => {
    expect(isDue(connection)).toEqual({ kind, reason });
  });
});

test('the next sync is when the connection falls due, to the second, whatever the frequency, zone and night', () => {
  const year = at('2026-01-01T00:00Z');
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom('UTC', oslo, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
      fc.constantFrom('00:00', '02:00', '02:30', '03:00', '23:59'),
      fc.integer({ min: 0, max: 525_600 }),
      (frequencyHours, timeZone, syncTime, minute) => {
        const lastAttemptAtMs = year + minute * 60_000;
        const row = { ...input(24, timeZone, '2026-01-01T00:00Z', null), frequencyHours, syncTime, lastAttemptAtMs };
        const next = nextSyncAt({ ...row, nowMs: lastAttemptAtMs });
        expect(next).toBeGreaterThan(lastAttemptAtMs);
        expect(isDue({ ...row, nowMs: next - 1000 }).kind).toBe('not_due');
        expect(isDue({ ...row, nowMs: next }).kind).toBe('due');
      },
    ),
    { numRuns: 300 },
  );
});

test.each([0, -1, 1.5, Number.NaN])('a frequency of %s hours is refused', (frequencyHours) => {
  expect(() => latestSlot({ ...input(24, 'UTC', '2026-11-24T01:00Z', null), frequencyHours })).toThrow(RangeError);
});
