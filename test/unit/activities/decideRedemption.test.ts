import { expect, test } from '@jest/globals';
import { decideRedemption } from '../../../src/activities/lifecycle/decideRedemption.ts';

test.each([
  ['refused connection', { code: 'bank_unavailable', sent: false }, { kind: 'retry', reason: 'not_sent' }],
  [
    '503, surely not acted on',
    { code: 'bank_unavailable', sent: false, status: 503 },
    { kind: 'retry', reason: 'not_sent' },
  ],
  [
    'no answer',
    { code: 'bank_unavailable', sent: true },
    { kind: 'failed', code: 'ambiguous_code_exchange', reason: 'outcome_unknown' },
  ],
  [
    '500',
    { code: 'bank_unavailable', sent: true, status: 500 },
    { kind: 'failed', code: 'ambiguous_code_exchange', reason: 'outcome_unknown' },
  ],
  [
    '408',
    { code: 'bank_unavailable', sent: true, status: 408 },
    { kind: 'failed', code: 'ambiguous_code_exchange', reason: 'outcome_unknown' },
  ],
  [
    '200 without a token',
    { code: 'bank_contract_violation', sent: true },
    { kind: 'failed', code: 'ambiguous_code_exchange', reason: 'outcome_unknown' },
  ],
  [
    'invalid_grant: the code or the verifier (A-1)',
    { code: 'consent_revoked', sent: true, status: 400 },
    { kind: 'failed', code: 'attempt_failed', reason: 'refused' },
  ],
  [
    'invalid_client',
    { code: 'bank_rejects_credentials', sent: true, status: 401 },
    { kind: 'failed', code: 'bank_rejects_credentials', reason: 'refused' },
  ],
] as const)('A-7 %s', (_name, details, decision) => {
  expect(decideRedemption(details)).toEqual(decision);
});
