import type { ErrorCode } from '../../contracts/errorCodes.ts';

/** Of the standard; `partiallyAuthorised` came later (bank B). */
export const consentStatuses = [
  'received',
  'rejected',
  'valid',
  'revokedByPsu',
  'expired',
  'terminatedByTpp',
  'partiallyAuthorised',
] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

export type ConsentDecision =
  | { readonly kind: 'granted'; readonly reason: 'valid' }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly reason: ConsentStatus };

const refused = (reason: ConsentStatus, code: ErrorCode): ConsentDecision => ({ kind: 'refused', code, reason });

/** The person is back from the bank, whatever the redirect said: what the consent's own status means (bank A.3). */
export function decideGranted(status: ConsentStatus): ConsentDecision {
  switch (status) {
    case 'valid':
      return { kind: 'granted', reason: 'valid' };
    case 'rejected':
      return refused(status, 'access_denied');
    // A bank may need a moment to write down what the person did: to be asked again.
    case 'received':
    case 'partiallyAuthorised':
      return refused(status, 'bank_unavailable');
    case 'revokedByPsu':
    case 'expired':
    case 'terminatedByTpp':
      return refused(status, 'attempt_failed');
  }
}

/** The bank has refused a call as outside its consent, or a connection asks whether it still has one (bank E). */
export function decideLasting(status: ConsentStatus): ConsentDecision {
  switch (status) {
    case 'valid':
      return { kind: 'granted', reason: 'valid' };
    case 'expired':
      return refused(status, 'consent_expired');
    case 'rejected':
    case 'revokedByPsu':
    case 'terminatedByTpp':
      return refused(status, 'consent_revoked');
    case 'received':
    case 'partiallyAuthorised':
      return refused(status, 'needs_reconsent');
  }
}

/** What `CONSENT_INVALID` means where the consent is valid: the account, or the right, is not in it. */
export const outsideConsent = (endpoint: 'accounts' | 'account'): ErrorCode =>
  endpoint === 'account' ? 'account_gone' : 'needs_reconsent';
