import { expect, test } from '@jest/globals';
import {
  type ConsentStatus,
  consentStatuses,
  decideGranted,
  decideLasting,
  outsideConsent,
} from '../../../../src/bank/dnb/consentStatus.ts';
import { errorEntry } from '../../../../src/contracts/errorCodes.ts';
import { nonRetryableCodes } from '../../../../src/contracts/nonRetryableCodes.ts';

const codeOf = (decision: ReturnType<typeof decideGranted>): string =>
  decision.kind === 'granted' ? 'granted' : decision.code;

test.each<readonly [ConsentStatus, string, string]>([
  ['valid', 'granted', 'granted'],
  ['rejected', 'access_denied', 'consent_revoked'],
  ['received', 'bank_unavailable', 'needs_reconsent'],
  ['partiallyAuthorised', 'bank_unavailable', 'needs_reconsent'],
  ['expired', 'attempt_failed', 'consent_expired'],
  ['revokedByPsu', 'attempt_failed', 'consent_revoked'],
  ['terminatedByTpp', 'attempt_failed', 'consent_revoked'],
])('bank A.3, E %s: at the callback %s, in a connection %s', (status, atCallback, inConnection) => {
  expect(codeOf(decideGranted(status))).toBe(atCallback);
  expect(codeOf(decideLasting(status))).toBe(inConnection);
});

test('only what is not decided yet is asked again; each reason is the status itself', () => {
  for (const status of consentStatuses) {
    const decision = decideGranted(status);
    expect(decision.reason).toBe(status);
    if (decision.kind === 'refused')
      expect(errorEntry(decision.code).retryable).toBe(status === 'received' || status === 'partiallyAuthorised');
  }
});

test('in a connection every refusal asks the person, and is tried no more', () => {
  for (const status of consentStatuses) {
    const decision = decideLasting(status);
    if (decision.kind === 'granted') continue;
    expect(errorEntry(decision.code).class).toBe('needs_reconsent');
    expect(nonRetryableCodes).toContain(decision.code);
  }
});

test('bank E a consent that is valid: the account is not in it, or the right to list accounts', () => {
  expect([outsideConsent('account'), outsideConsent('accounts')]).toEqual(['account_gone', 'needs_reconsent']);
});
