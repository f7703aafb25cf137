import { describe, expect, test } from '@jest/globals';
import {
  decideRefresh,
  decideRefreshFailure,
  type RefreshFacts,
} from '../../../src/activities/grants/decideRefresh.ts';

const nowMs = 1_000_000;
const minutes = (count: number): number => count * 60_000;
const facts = (change: Partial<RefreshFacts> = {}): RefreshFacts => ({
  need: { kind: 'ahead', leastLifeMs: minutes(10) },
  seenVersion: 3,
  version: 3,
  answeredMs: nowMs - minutes(60),
  accessExpiresMs: nowMs + minutes(60),
  hasRefreshToken: true,
  wasForced: false,
  nowMs,
  ...change,
});

describe('A-12, A-17 when a token is replaced', () => {
  test.each([
    ['an hour is left', facts(), 'fresh'],
    ['exactly what is needed is left', facts({ accessExpiresMs: nowMs + minutes(10) }), 'fresh'],
    ['a millisecond less is left', facts({ accessExpiresMs: nowMs + minutes(10) - 1 }), 'ahead'],
    ['it has expired', facts({ accessExpiresMs: nowMs - 1 }), 'ahead'],
    ['it has no end', facts({ accessExpiresMs: null }), 'fresh'],
    ['somebody replaced it while we waited', facts({ version: 4, accessExpiresMs: nowMs + 1 }), 'replaced'],
    [
      'it cannot be refreshed and lives yet',
      facts({ hasRefreshToken: false, accessExpiresMs: nowMs + 1 }),
      'cannot_be_refreshed',
    ],
    ['it cannot be refreshed and is dead', facts({ hasRefreshToken: false, accessExpiresMs: nowMs }), 'ahead'],
    ['the bank refused it', facts({ need: { kind: 'refused', refusedVersion: 3 } }), 'refused'],
    ['the bank refused the one before', facts({ need: { kind: 'refused', refusedVersion: 2 } }), 'replaced'],
    [
      'A-18 the bank refused it, as it did the one before in this run',
      facts({ need: { kind: 'refused', refusedVersion: 3 }, wasForced: true }),
      'replaced_once',
    ],
    [
      'A-18 it lives shortly, and was made just now',
      facts({ accessExpiresMs: nowMs + 1, answeredMs: nowMs - minutes(1) + 1 }),
      'just_issued',
    ],
    [
      'A-18 it lives shortly, and was made a minute ago',
      facts({ accessExpiresMs: nowMs + 1, answeredMs: nowMs - minutes(1) }),
      'ahead',
    ],
    ['A-18 it was made just now and is over', facts({ accessExpiresMs: nowMs, answeredMs: nowMs - 1 }), 'ahead'],
    ['A-19 it was used since', facts({ need: { kind: 'used', sinceMs: nowMs - minutes(60) } }), 'fresh'],
    ['A-19 it was not used for longer', facts({ need: { kind: 'used', sinceMs: nowMs - minutes(60) + 1 } }), 'idle'],
    [
      'A-19 there is nothing to keep alive',
      facts({ need: { kind: 'used', sinceMs: nowMs }, hasRefreshToken: false }),
      'cannot_be_refreshed',
    ],
  ] as const)('%s', (_name, given, reason) => {
    expect(decideRefresh(given).reason).toBe(reason);
  });
});

describe('A-13, A-14, A-16 what a failed refresh means', () => {
  const refusal = { code: 'consent_revoked', sent: true, status: 400 } as const;
  test.each([
    ['the consent is gone', refusal, false, 'consent_revoked', 'refused'],
    ['refused after a try without outcome', refusal, true, 'rotation_lost', 'refused'],
    [
      'our own credentials',
      { code: 'bank_rejects_credentials', sent: true, status: 401 },
      true,
      'bank_rejects_credentials',
      'not_done',
    ],
    ['not sent', { code: 'bank_unavailable', sent: false }, false, 'bank_unavailable', 'not_done'],
    ['an answer of 503', { code: 'bank_unavailable', sent: false, status: 503 }, false, 'bank_unavailable', 'not_done'],
    ['an answer of 500', { code: 'bank_unavailable', sent: true, status: 500 }, false, 'bank_unavailable', 'not_done'],
    ['no answer', { code: 'bank_unavailable', sent: true }, false, 'bank_unavailable', 'unsure'],
    [
      'an answer without a token',
      { code: 'bank_contract_violation', sent: true },
      false,
      'bank_contract_violation',
      'unsure',
    ],
  ] as const)('%s', (_name, details, mayHaveRotated, code, outcome) => {
    expect(decideRefreshFailure(details, { mayHaveRotated })).toEqual({ code, outcome });
  });
});
