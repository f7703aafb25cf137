import type { BankErrorDetails } from '../../bank/bankError.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';

export type RedemptionFailure =
  /** Surely not sent: the code is as good as before. */
  | { readonly kind: 'retry'; readonly reason: 'not_sent' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly reason: 'outcome_unknown' | 'refused' };

/**
 * What a failed redemption means. A code is redeemed at most once: with any doubt the attempt has failed, as a
 * second redemption makes a bank revoke what it gave for the first (RFC 6749, 4.1.2).
 */
export function decideRedemption({ code, sent, status }: BankErrorDetails): RedemptionFailure {
  if (!sent) return { kind: 'retry', reason: 'not_sent' };
  const isRefusal = status !== undefined && status >= 400 && status < 500 && status !== 408;
  if (!isRefusal) return { kind: 'failed', code: 'ambiguous_code_exchange', reason: 'outcome_unknown' };
  // `invalid_grant` speaks of the code or the verifier here, not of a consent.
  return { kind: 'failed', code: code === 'consent_revoked' ? 'attempt_failed' : code, reason: 'refused' };
}
