import type { ErrorCode } from '../contracts/errorCodes.ts';

/** Which question the bank refused: the same status means another thing at each. */
export type BankEndpoint = 'token' | 'accounts' | 'account';

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
  if (known !== undefined) return known === 'account_gone' && endpoint === 'accounts' ? 'bank_refuses_request' : known;
  if (status < 400) return 'bank_contract_violation'; // a redirect; none is followed (C-16)
  if (status === 401) return 'needs_reconsent';
  if (status === 404 && endpoint === 'account') return 'account_gone';
  return 'bank_refuses_request';
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
  if (attended || endpoint === 'token') return 'rate_limited_by_bank';
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
