import type { ErrorCode } from './errorCodes.ts';

/**
 * Failures that no retry of an activity can mend: shared by the retry policies of workflows and by activities, so that
 * both mean the same (E-10).
 */
export const nonRetryableCodes: readonly ErrorCode[] = [
  'needs_reconsent',
  'consent_revoked',
  'consent_expired',
  'consent_superseded',
  'rotation_lost',
  'account_gone',
  'needs_operator',
  'bank_contract_violation',
  'bank_rejects_credentials',
  'bank_refuses_consents',
  'bank_refuses_request',
  'link_off_origin',
  'decryption_failed',
  'ambiguous_code_exchange',
  'attempt_failed',
  'attempt_expired',
  'access_denied',
  'no_account_at_bank',
  'pagination_loop',
  'page_ceiling',
  'page_unreadable',
  'not_found',
  'awaiting_auth',
  'grant_pending',
  'revoking',
  'revoked',
  'abandoned',
  'invalid_request',
];
