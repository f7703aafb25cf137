import type { TppError } from '../data/tppError.ts';
import type { Consent } from '../state/state.ts';

/** Texts of DNB's own where one was recorded; its codes are numbers (bank A.5). */
export const psuIdForm: TppError = {
  status: 400,
  code: 2,
  text: 'User id can be either an 11 digit valid Norwegian ssn - or 2 letters followed by 5 digits (business)',
};
export const noAccounts: TppError = { status: 403, code: 1, text: 'User does not have any accounts.' };
export const unknownConsent: TppError = { status: 400, code: 'CONSENT_UNKNOWN', text: 'The consent is not known.' };

/** What a call is told whose consent gives no access; no body of a 401 was ever recorded, so the standard's codes. */
export const noAccess = ({ status }: Pick<Consent, 'status'>): TppError =>
  status === 'expired'
    ? { status: 401, code: 'CONSENT_EXPIRED', text: 'The consent has expired.' }
    : { status: 401, code: 'CONSENT_INVALID', text: 'The consent gives no access.' };
