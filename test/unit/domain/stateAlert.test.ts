import { describe, expect, test } from '@jest/globals';
import { type ConnectionStatus, connectionStatuses } from '../../../src/domain/connectionStatus.ts';
import {
  decideMass,
  decideRunOverdue,
  decideStateOverdue,
  type OpenRunFacts,
  stateThresholds,
  timerSlackMs,
} from '../../../src/domain/stateAlert.ts';
import { stateEndsMs } from '../../../src/domain/stateRules.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const nowMs = Date.parse('2026-03-29T10:00:00Z'); // the night before lost an hour in Oslo
const timeZone = 'Europe/Oslo';

describe('D.2 a state past its limit', () => {
  const facts = { sinceMs: nowMs, consentExpiresMs: nowMs + 40 * 24 * hourMs, timeZone };

  test.each(connectionStatuses.filter((status) => stateEndsMs(status, facts) !== null))(
    '%s: within until its end, past from the moment that its timer has had its time',
    (status) => {
      const endsMs = stateEndsMs(status, facts) ?? Number.NaN;
      const slackMs = status === 'needs_operator' ? 0 : timerSlackMs;
      expect(decideStateOverdue(status, facts, endsMs + slackMs - 1)).toEqual({ kind: 'within', reason: 'time_left' });
      expect(decideStateOverdue(status, facts, endsMs + slackMs)).toEqual({
        kind: 'past',
        reason: status === 'needs_operator' ? 'operator_did_not_act' : 'state_past_limit',
        sinceMs: endsMs,
      });
    },
  );

  test.each(['revoked', 'abandoned'] as const)('%s has no limit', (status) => {
    expect(decideStateOverdue(status, facts, nowMs + 1e12)).toEqual({ kind: 'within', reason: 'no_limit' });
  });

  test('the thresholds of a query find the same rows as the decision, around every limit', () => {
    const isFound = (status: ConnectionStatus, sinceMs: number, consentExpiresMs: number): boolean => {
      const threshold = stateThresholds(nowMs, timeZone).find((one) => one.status === status);
      const { sinceBeforeMs = null, consentBeforeMs = null } = threshold ?? {};
      return (
        (sinceBeforeMs !== null && sinceMs <= sinceBeforeMs) ||
        (consentBeforeMs !== null && consentExpiresMs < consentBeforeMs)
      );
    };
    const agesMs = [10, 12, 15, 17, 4 * 60, 24 * 60, 24 * 60 + 2, 90 * 24 * 60, 90 * 24 * 60 + 2].flatMap((minutes) => [
      minutes * minuteMs - 1,
      minutes * minuteMs,
      minutes * minuteMs + 1,
    ]);
    const midnights = [-1, 0, 1, 29, 30, 31].map((days) => Date.parse('2026-03-28T23:00:00Z') + days * 24 * hourMs);
    const consents = midnights.flatMap((atMs) => [atMs - hourMs, atMs - hourMs - 1, atMs - 1, atMs, atMs + 1]);
    let found = 0;
    for (const status of connectionStatuses)
      for (const ageMs of agesMs)
        for (const consentExpiresMs of consents) {
          const row = { sinceMs: nowMs - ageMs, consentExpiresMs, timeZone };
          const isPast = decideStateOverdue(status, row, nowMs).kind === 'past';
          expect([status, row, isFound(status, row.sinceMs, consentExpiresMs)]).toEqual([status, row, isPast]);
          if (isPast) found += 1;
        }
    expect(found).toBeGreaterThan(500);
  });
});

describe('D.2 a run open for too long', () => {
  test.each<[string, Omit<OpenRunFacts, 'fromMs'>, number]>([
    ['a night’s after 60 minutes', { status: 'running', attended: false }, 60],
    ['a person’s after 15 minutes', { status: 'running', attended: true }, 15],
    ['a parked one a day after its time came', { status: 'parked', attended: false }, 24 * 60],
  ])('%s', (_name, run, limitMinutes) => {
    const fromMs = nowMs - limitMinutes * minuteMs - timerSlackMs;
    expect(decideRunOverdue({ ...run, fromMs: fromMs + 1 }, nowMs)).toBeNull();
    expect(decideRunOverdue({ ...run, fromMs }, nowMs)).toEqual({ sinceMs: nowMs - timerSlackMs });
  });
});

describe('A-16 so many at once are no fault of the connections', () => {
  test.each([
    [19, 100, 'each'],
    [20, 100, 'mass'],
    [20, 400, 'mass'],
    [20, 401, 'each'],
    [10_000, 10_000, 'mass'],
    [0, 0, 'each'],
  ])('%d of %d: %s', (count, of, kind) => {
    expect(decideMass({ count, of })).toBe(kind);
  });
});
