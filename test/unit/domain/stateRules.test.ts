import { describe, expect, test } from '@jest/globals';
import {
  type ConnectionStatus,
  connectionStatuses,
  isFinal,
  transitions,
} from '../../../src/domain/connectionStatus.ts';
import { type StateFacts, stateEndsMs, stateRule, stateRules } from '../../../src/domain/stateRules.ts';

const timeZone = 'Europe/Oslo';
const facts: StateFacts = {
  sinceMs: Date.parse('2026-03-01T10:00:00Z'),
  consentExpiresMs: Date.parse('2026-08-27T21:59:59Z'), // the end of 27 August in Oslo
  timeZone,
};

describe('D.2 the table of states', () => {
  test('has each state, and no other', () => {
    expect(Object.keys(stateRules)).toEqual([...connectionStatuses]);
  });

  test.each(connectionStatuses)('%s: what follows when its time is up is a legal step', (status) => {
    const { onLimit, next } = stateRule(status);
    expect(next).toEqual(transitions[status]);
    if (onLimit !== null) expect(next).toContain(onLimit);
  });

  test.each(connectionStatuses)(
    '%s: it is final, or has a longest time and somebody or a timer that ends it',
    (status) => {
      const { limit, act, onLimit } = stateRule(status);
      expect(limit.kind === 'final').toBe(isFinal(status));
      if (isFinal(status)) return;
      expect(stateEndsMs(status, facts)).toBeGreaterThan(facts.sinceMs);
      expect(act !== 'nobody' || onLimit !== null).toBe(true);
    },
  );

  test.each<[ConnectionStatus, string | null]>([
    ['awaiting_auth', '2026-03-01T10:15:00.000Z'],
    ['grant_pending', '2026-03-01T10:10:00.000Z'],
    ['active', '2026-07-28T22:00:00.000Z'], // midnight in Oslo, 30 days before the last day is over
    ['expiring', '2026-08-27T22:00:00.000Z'],
    ['needs_reconsent', '2026-05-30T10:00:00.000Z'],
    ['needs_operator', '2026-03-01T14:00:00.000Z'],
    ['revoking', '2026-03-02T10:00:00.000Z'],
    ['revoked', null],
    ['abandoned', null],
  ])('%s ends at %s', (status, end) => {
    const endsMs = stateEndsMs(status, facts);
    expect(endsMs === null ? null : new Date(endsMs).toISOString()).toBe(end);
  });

  test.each(['active', 'expiring'] as const)('%s has no end where the bank named none', (status) => {
    expect(stateEndsMs(status, { ...facts, consentExpiresMs: null })).toBeNull();
  });
});
