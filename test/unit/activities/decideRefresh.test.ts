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
  accessExpiresMs: nowMs + minutes(60),
  hasRefreshToken: true,
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
  ] as const)('%s', (_name, given, reason) => {
    expect(decideRefresh(given).reason).toBe(reason);
  });
});

describe('A-13, A-14, A-16 what a failed refresh means', () => {
  test.each([
    ['the consent is gone', { code: 'consent_revoked', sent: true, status: 400 }, false, 'consent_revoked', true],
    [
      'refused after a try without outcome',
      { code: 'consent_revoked', sent: true, status: 400 },
      true,
      'rotation_lost',
      true,
    ],
    [
      'our own credentials',
      { code: 'bank_rejects_credentials', sent: true, status: 401 },
      true,
      'bank_rejects_credentials',
      true,
    ],
    ['not sent', { code: 'bank_unavailable', sent: false }, false, 'bank_unavailable', true],
    ['an answer of 503', { code: 'bank_unavailable', sent: false, status: 503 }, false, 'bank_unavailable', true],
    ['no answer', { code: 'bank_unavailable', sent: true }, false, 'bank_unavailable', false],
    [
      'an answer without a token',
      { code: 'bank_contract_violation', sent: true },
      false,
      'bank_contract_violation',
      false,
    ],
  ] as const)('%s', (_name, details, unsureBefore, code, isOutcomeKnown) => {
    expect(decideRefreshFailure(details, { unsureBefore })).toEqual({ code, isOutcomeKnown });
  });
});
