import { type ErrorCode, isErrorCode } from '../contracts/errorCodes.ts';
import type { AttemptStatusText } from '../db/sql/attempts/readAttempt.ts';

export interface ProofFacts {
  readonly status: AttemptStatusText;
  readonly failureCode: string | null;
  /** The pending grant's time is over, and nobody has chosen accounts in it. */
  readonly isGrantExpired: boolean;
  readonly isCodeRight: boolean;
  readonly isInitiatorRight: boolean;
}

export type ProofDecision =
  | { readonly kind: 'proven' }
  | {
      readonly kind: 'refused';
      readonly reason: 'not_granted' | 'expired' | 'failed' | 'wrong_code' | 'wrong_initiator';
      readonly code: ErrorCode;
    };

const refused = (reason: Extract<ProofDecision, { kind: 'refused' }>['reason'], code: ErrorCode): ProofDecision => ({
  kind: 'refused',
  reason,
  code,
});

/** the grant first, then the code, then who began. A connected attempt proves itself again by the same code. */
export function decideProof(facts: ProofFacts): ProofDecision {
  switch (facts.status) {
    case 'initiated':
    case 'consumed':
      return refused('not_granted', 'awaiting_auth');
    case 'expired':
      return refused('expired', 'attempt_expired');
    case 'failed': {
      const { failureCode } = facts;
      return refused('failed', failureCode !== null && isErrorCode(failureCode) ? failureCode : 'attempt_failed');
    }
    case 'granted':
      if (facts.isGrantExpired) return refused('expired', 'attempt_expired');
      break;
    case 'connected':
  }
  if (!facts.isCodeRight) return refused('wrong_code', 'code_mismatch');
  return facts.isInitiatorRight ? { kind: 'proven' } : refused('wrong_initiator', 'initiator_mismatch');
}
