import { expect, test } from '@jest/globals';
import { decideProof, type ProofFacts } from '../../../src/api/decideProof.ts';

const facts = (change: Partial<ProofFacts> = {}): ProofFacts => ({
  status: 'granted',
  failureCode: null,
  isGrantExpired: false,
  isCodeRight: true,
  isInitiatorRight: true,
  ...change,
});

test.each([
  ['granted, right code', facts(), 'proven'],
  ['connected before, right code', facts({ status: 'connected' }), 'proven'],
  ['connected long ago: its grant is pending no more', facts({ status: 'connected', isGrantExpired: true }), 'proven'],
  ['granted, wrong code', facts({ isCodeRight: false }), 'code_mismatch'],
  ['connected, wrong code', facts({ status: 'connected', isCodeRight: false }), 'code_mismatch'],
  ['too late', facts({ isGrantExpired: true }), 'attempt_expired'],
  [
    'too late with a wrong code: the grant is looked at first',
    facts({ isGrantExpired: true, isCodeRight: false }),
    'attempt_expired',
  ],
  ['A-10 somebody else began it', facts({ isInitiatorRight: false }), 'initiator_mismatch'],
  [
    'a wrong code tells nothing of who began it',
    facts({ isCodeRight: false, isInitiatorRight: false }),
    'code_mismatch',
  ],
  ['not back from the bank', facts({ status: 'initiated' }), 'awaiting_auth'],
  ['the code is being redeemed', facts({ status: 'consumed' }), 'awaiting_auth'],
  ['expired', facts({ status: 'expired' }), 'attempt_expired'],
  ['failed, with its reason', facts({ status: 'failed', failureCode: 'access_denied' }), 'access_denied'],
  ['failed for a reason that is no code', facts({ status: 'failed', failureCode: 'odd' }), 'attempt_failed'],
] as const)('A-8 %s', (_name, given, expected) => {
  const decision = decideProof(given);
  expect(decision.kind === 'proven' ? 'proven' : decision.code).toBe(expected);
});
