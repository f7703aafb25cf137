import type { ErrorCode } from '../contracts/errorCodes.ts';
import { BankError, type BankErrorDetails } from './bankError.ts';

/** Which question the bank refused: the same status means another thing at each. */
export type BankEndpoint = 'token' | 'consents' | 'consent' | 'accounts' | 'account';

export interface BankRefusal {
  readonly endpoint: BankEndpoint;
  readonly status: number;
  /** From `tppMessages[].code`, or OAuth's `error`; DNB sends numbers (bank A.5). */
  readonly bankCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** A person is present, so the call is outside the quota (bank D). */
  readonly attended: boolean;
}

/** Message codes of the standard (bank E); a bank's own codes and numbers are classed by their status. */
const byMessageCode: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries({
    TOKEN_EXPIRED: 'needs_reconsent',
    TOKEN_INVALID: 'needs_reconsent',
    TOKEN_UNKNOWN: 'consent_revoked',
    CONSENT_UNKNOWN: 'consent_revoked',
    CONSENT_EXPIRED: 'consent_expired',
    CONSENT_INVALID: 'needs_reconsent',
    PSU_CREDENTIALS_INVALID: 'needs_reconsent',
    SERVICE_BLOCKED: 'needs_reconsent',
    RESOURCE_UNKNOWN: 'account_gone',
    RESOURCE_EXPIRED: 'account_gone',
    RESOURCE_BLOCKED: 'account_gone',
    FORMAT_ERROR: 'bank_refuses_request',
    PERIOD_INVALID: 'bank_refuses_request',
    ROLE_INVALID: 'bank_rejects_credentials',
    SIGNATURE_INVALID: 'bank_rejects_credentials',
    SIGNATURE_MISSING: 'bank_rejects_credentials',
  } satisfies Record<string, ErrorCode>),
);

/** RFC 6749, 5.2 and 4.1.2.1. `invalid_grant` is the person's consent; the client's own errors demote nobody. */
const byOauthError: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries({
    invalid_grant: 'consent_revoked',
    invalid_client: 'bank_rejects_credentials',
    unauthorized_client: 'bank_rejects_credentials',
    invalid_request: 'bank_refuses_request',
    invalid_scope: 'bank_refuses_request',
    unsupported_grant_type: 'bank_refuses_request',
    access_denied: 'access_denied',
    server_error: 'bank_unavailable',
    temporarily_unavailable: 'bank_unavailable',
  } satisfies Record<string, ErrorCode>),
);

/** What an answer that is no success means to us (bank E). */
export function classifyRefusal(refusal: BankRefusal): ErrorCode {
  const { endpoint, status, bankCode } = refusal;
  // A gateway's 5xx or 429 may carry any body: the status is the surer word.
  if (status >= 500 || status === 408) return 'bank_unavailable';
  if (status === 429) return classifyLimit(refusal);
  if (endpoint === 'token') return classifyTokenRefusal(status, bankCode);
  if (bankCode?.startsWith('CERTIFICATE_') === true) return 'bank_rejects_credentials';
  const known = bankCode === undefined ? undefined : byMessageCode.get(bankCode);
  if (known === 'account_gone') return resourceGone(endpoint);
  if (known !== undefined) return known;
  if (status < 400) return 'bank_contract_violation'; // a redirect; none is followed (C-16)
  if (status === 401) return 'needs_reconsent';
  if (status === 403 && endpoint === 'consents') return 'no_account_at_bank'; // bank A.3
  if (status === 404 && endpoint === 'consent') return 'consent_revoked';
  if (status === 404 && endpoint === 'account') return 'account_gone';
  return 'bank_refuses_request';
}

/** `RESOURCE_UNKNOWN` and its like: what is gone is what was asked for. */
function resourceGone(endpoint: Exclude<BankEndpoint, 'token'>): ErrorCode {
  if (endpoint === 'account') return 'account_gone';
  return endpoint === 'consent' ? 'consent_revoked' : 'bank_refuses_request';
}

function classifyTokenRefusal(status: number, bankCode: string | undefined): ErrorCode {
  const known = bankCode === undefined ? undefined : byOauthError.get(bankCode);
  if (known !== undefined) return known;
  if (status < 400) return 'bank_contract_violation';
  return status === 401 || status === 403 ? 'bank_rejects_credentials' : 'bank_refuses_request';
}

/** Longer than this a run does not wait: the daily limit is meant. */
const shortWaitMs = 15 * 60_000;

/** Bank D: unattended, `ACCESS_EXCEEDED` or nothing at all means no more today; only else "wait a little" is meant. */
function classifyLimit({ endpoint, bankCode, retryAfterMs, attended }: BankRefusal): ErrorCode {
  // Only reads of accounts are counted by the day.
  const isCounted = endpoint === 'accounts' || endpoint === 'account';
  if (attended || !isCounted) return 'rate_limited_by_bank';
  if (bankCode === 'ACCESS_EXCEEDED') return 'quota_exhausted';
  return retryAfterMs !== undefined && retryAfterMs <= shortWaitMs ? 'rate_limited_by_bank' : 'quota_exhausted';
}

/** A 401 that a refresh may cure, once (bank E, A-18): the token's own codes, or no word of the standard at all. */
export const isTokenRefused = ({
  status,
  bankCode,
}: {
  readonly status?: number;
  readonly bankCode?: string;
}): boolean =>
  status === 401 &&
  (bankCode === undefined ||
    bankCode === 'TOKEN_EXPIRED' ||
    bankCode === 'TOKEN_INVALID' ||
    !/^[A-Z_]+$/.test(bankCode));

const isSuccess = (status: number | undefined): boolean => status === undefined || (status >= 200 && status < 300);

/**
 * What came for a page, with a status of success, is no page: broken, cut, far too large, a maintenance page, another
 * shape. It is asked for again a few times (D-16); to an operator it goes only if that does not help.
 */
export function classifyPageFailure(error: unknown): unknown {
  if (!(error instanceof BankError) || !error.details.sent || !isSuccess(error.details.status)) return error;
  const { code, bankCode } = error.details;
  const isNoPage = code === 'bank_contract_violation' || (code === 'bank_unavailable' && bankCode === 'NOT_JSON');
  return isNoPage ? new BankError({ ...error.details, code: 'page_unreadable' }) : error;
}

/**
 * The bank surely served nothing, so the call is none of the day's reads (bank D): it was not reached, it was in
 * trouble, it asked to wait, or it did not know the caller. A call without an answer may have been served.
 */
export const isUnserved = ({ sent, status }: Pick<BankErrorDetails, 'sent' | 'status'>): boolean =>
  !sent || status === 401 || status === 429 || (status !== undefined && status >= 500);

/** Bank E: the asked dates go further back than the bank gives at this moment. */
export const isPeriodRefused = ({ status, bankCode }: Pick<BankErrorDetails, 'status' | 'bankCode'>): boolean =>
  bankCode === 'PERIOD_INVALID' && status !== undefined && status >= 400 && status < 500;

const maybeKeyStatuses: ReadonlySet<number | undefined> = new Set([400, 404, 410]);

/** On a page after the first: the bank does not know its key any more, and the window must be read from its start. */
export const isPageKeyRefused = ({ code, status }: Pick<BankErrorDetails, 'code' | 'status'>): boolean =>
  maybeKeyStatuses.has(status) && (code === 'bank_refuses_request' || code === 'account_gone');
