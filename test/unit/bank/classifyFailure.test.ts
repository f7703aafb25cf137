import { describe, expect, test } from '@jest/globals';
import { BankError, type BankErrorDetails } from '../../../src/bank/bankError.ts';
import {
  type BankEndpoint,
  classifyPageFailure,
  classifyRefusal,
  isPageKeyRefused,
  isPeriodRefused,
  isTokenRefused,
  isUnserved,
} from '../../../src/bank/classifyFailure.ts';
import { type ErrorCode, errorEntry } from '../../../src/contracts/errorCodes.ts';

const classify = (
  endpoint: BankEndpoint,
  status: number,
  bankCode?: string,
  { retryAfterMs, attended = false }: { readonly retryAfterMs?: number; readonly attended?: boolean } = {},
): ErrorCode => classifyRefusal({ endpoint, status, bankCode, retryAfterMs, attended });

type Row = readonly [status: number, bankCode: string | undefined, ErrorCode];

describe('bank E: what the answer of an account call means', () => {
  test.each<Row>([
    [401, 'TOKEN_EXPIRED', 'needs_reconsent'],
    [401, 'TOKEN_INVALID', 'needs_reconsent'],
    [401, 'TOKEN_UNKNOWN', 'consent_revoked'],
    [401, 'CONSENT_EXPIRED', 'consent_expired'],
    [400, 'CONSENT_EXPIRED', 'consent_expired'],
    [401, 'PSU_CREDENTIALS_INVALID', 'needs_reconsent'],
    [400, 'CONSENT_UNKNOWN', 'consent_revoked'],
    [403, 'CONSENT_UNKNOWN', 'consent_revoked'],
    [401, 'CONSENT_INVALID', 'needs_reconsent'],
    [400, 'PERIOD_INVALID', 'bank_refuses_request'],
    [400, 'RESOURCE_UNKNOWN', 'account_gone'],
    [403, 'RESOURCE_UNKNOWN', 'account_gone'],
    [404, 'RESOURCE_UNKNOWN', 'account_gone'],
    [403, 'RESOURCE_EXPIRED', 'account_gone'],
    [403, 'SERVICE_BLOCKED', 'needs_reconsent'],
    [401, 'CERTIFICATE_EXPIRED', 'bank_rejects_credentials'],
    [401, 'CERTIFICATE_INVALID', 'bank_rejects_credentials'],
    [401, 'CERTIFICATE_REVOKED', 'bank_rejects_credentials'],
    [401, 'CERTIFICATE_BLOCKED', 'bank_rejects_credentials'],
    [400, 'CERTIFICATE_MISSING', 'bank_rejects_credentials'],
    [401, 'ROLE_INVALID', 'bank_rejects_credentials'],
    [401, 'SIGNATURE_INVALID', 'bank_rejects_credentials'],
    [400, 'FORMAT_ERROR', 'bank_refuses_request'],
    [408, undefined, 'bank_unavailable'],
    [500, undefined, 'bank_unavailable'],
    [502, undefined, 'bank_unavailable'],
    [503, undefined, 'bank_unavailable'],
    [504, undefined, 'bank_unavailable'],
    [500, 'CONSENT_EXPIRED', 'bank_unavailable'],
  ])('%d %s: %s', (status, bankCode, code) => {
    expect(classify('account', status, bankCode)).toBe(code);
  });

  test.each<Row>([
    [401, 'BANK_SPECIFIC', 'needs_reconsent'],
    [401, '17', 'needs_reconsent'],
    [403, '1', 'bank_refuses_request'],
    [404, '17', 'account_gone'],
    [404, undefined, 'account_gone'],
    [400, undefined, 'bank_refuses_request'],
    [403, undefined, 'bank_refuses_request'],
    [405, undefined, 'bank_refuses_request'],
    [418, 'constructor', 'bank_refuses_request'],
    [204, undefined, 'bank_contract_violation'],
    [206, undefined, 'bank_contract_violation'],
    [302, undefined, 'bank_contract_violation'],
    [304, undefined, 'bank_contract_violation'],
  ])('an unknown code is classed by its status: %d %s: %s', (status, bankCode, code) => {
    expect(classify('account', status, bankCode)).toBe(code);
  });

  test.each<Row>([
    [404, undefined, 'bank_refuses_request'],
    [404, 'RESOURCE_UNKNOWN', 'bank_refuses_request'],
    [401, 'CONSENT_EXPIRED', 'consent_expired'],
    [401, undefined, 'needs_reconsent'],
  ])('the list of accounts is no account that is gone: %d %s: %s', (status, bankCode, code) => {
    expect(classify('accounts', status, bankCode)).toBe(code);
  });
});

describe('calls about a consent', () => {
  test.each<readonly [BankEndpoint, ...Row]>([
    ['consents', 403, '1', 'no_account_at_bank'],
    ['consents', 403, undefined, 'no_account_at_bank'],
    ['consents', 403, 'CERTIFICATE_REVOKED', 'bank_rejects_credentials'],
    ['consents', 403, 'SERVICE_BLOCKED', 'needs_reconsent'],
    ['consents', 404, undefined, 'bank_refuses_request'],
    ['consents', 400, 'RESOURCE_UNKNOWN', 'bank_refuses_request'],
    ['consents', 429, 'ACCESS_EXCEEDED', 'rate_limited_by_bank'],
    ['consent', 404, '17', 'consent_revoked'],
    ['consent', 403, 'RESOURCE_UNKNOWN', 'consent_revoked'],
    ['consent', 403, 'CONSENT_UNKNOWN', 'consent_revoked'],
    ['consent', 401, 'CONSENT_EXPIRED', 'consent_expired'],
    ['consent', 429, undefined, 'rate_limited_by_bank'],
    ['consent', 503, 'CONSENT_UNKNOWN', 'bank_unavailable'],
    ['account', 403, '1', 'bank_refuses_request'],
  ])('%s: %d %s: %s', (endpoint, status, bankCode, code) => {
    expect(classify(endpoint, status, bankCode)).toBe(code);
  });
});

describe('bank D: 429', () => {
  const minute = 60_000;
  test.each([
    ['unattended, with nothing', 'account', undefined, {}, 'quota_exhausted'],
    ['unattended, with its code', 'account', 'ACCESS_EXCEEDED', { retryAfterMs: 1_000 }, 'quota_exhausted'],
    ['unattended, with a code of the bank', 'account', '429', {}, 'quota_exhausted'],
    ['unattended, a short wait', 'account', undefined, { retryAfterMs: minute }, 'rate_limited_by_bank'],
    ['unattended, no wait', 'accounts', undefined, { retryAfterMs: 0 }, 'rate_limited_by_bank'],
    ['unattended, 15 minutes', 'account', undefined, { retryAfterMs: 15 * minute }, 'rate_limited_by_bank'],
    ['unattended, longer', 'account', undefined, { retryAfterMs: 15 * minute + 1 }, 'quota_exhausted'],
    ['attended', 'account', undefined, { attended: true }, 'rate_limited_by_bank'],
    ['attended, with its code', 'account', 'ACCESS_EXCEEDED', { attended: true }, 'rate_limited_by_bank'],
    ['the token endpoint has no quota', 'token', undefined, {}, 'rate_limited_by_bank'],
  ] as const)('%s', (_case, endpoint, bankCode, circumstances, code) => {
    expect(classify(endpoint, 429, bankCode, circumstances)).toBe(code);
  });
});

describe('A-16: what the answer of a token call means', () => {
  test.each<Row>([
    [400, 'invalid_grant', 'consent_revoked'],
    [401, 'invalid_grant', 'consent_revoked'],
    [401, 'invalid_client', 'bank_rejects_credentials'],
    [400, 'invalid_client', 'bank_rejects_credentials'],
    [400, 'unauthorized_client', 'bank_rejects_credentials'],
    [400, 'invalid_request', 'bank_refuses_request'],
    [400, 'invalid_scope', 'bank_refuses_request'],
    [400, 'unsupported_grant_type', 'bank_refuses_request'],
    [400, 'temporarily_unavailable', 'bank_unavailable'],
    [400, 'server_error', 'bank_unavailable'],
    [503, 'invalid_grant', 'bank_unavailable'],
    [500, 'invalid_client', 'bank_unavailable'],
    [401, undefined, 'bank_rejects_credentials'],
    [403, undefined, 'bank_rejects_credentials'],
    [400, undefined, 'bank_refuses_request'],
    [404, 'RESOURCE_UNKNOWN', 'bank_refuses_request'],
    [302, undefined, 'bank_contract_violation'],
  ])('%d %s: %s', (status, bankCode, code) => {
    expect(classify('token', status, bankCode)).toBe(code);
  });

  test.each(['invalid_client', 'unauthorized_client', undefined])(
    'no error of our own credentials asks a person to consent again: %s',
    (bankCode) => {
      for (const status of [400, 401, 403])
        expect(errorEntry(classify('token', status, bankCode)).class).toBe('needs_operator');
    },
  );
});

describe('A-18: which 401 a refresh may cure', () => {
  test.each([
    [401, undefined, true],
    [401, 'TOKEN_EXPIRED', true],
    [401, 'TOKEN_INVALID', true],
    [401, 'invalid_token', true],
    [401, '17', true],
    [401, 'TOKEN_UNKNOWN', false],
    [401, 'CONSENT_EXPIRED', false],
    [401, 'CERTIFICATE_EXPIRED', false],
    [401, 'BANK_SPECIFIC', false],
    [403, 'TOKEN_EXPIRED', false],
    [undefined, undefined, false],
  ])('%s %s: %s', (status, bankCode, expected) => {
    const answer = { ...(status === undefined ? {} : { status }), ...(bankCode === undefined ? {} : { bankCode }) };
    expect(isTokenRefused(answer)).toBe(expected);
  });
});

describe('D-12 what was surely not served is none of the day’s reads', () => {
  test.each([
    ['never connected', { sent: false }, true],
    ['maintenance', { sent: true, status: 503 }, true],
    ['a rate', { sent: true, status: 429 }, true],
    ['a token that is not good', { sent: true, status: 401 }, true],
    ['no answer', { sent: true }, false],
    ['a refused period', { sent: true, status: 400 }, false],
    ['an answer that is no page', { sent: true, status: 200 }, false],
  ])('%s: %p', (_what, details, expected) => {
    expect(isUnserved(details)).toBe(expected);
  });
});

const pageFailure = (details: Partial<BankErrorDetails>): unknown =>
  classifyPageFailure(new BankError({ code: 'bank_contract_violation', sent: true, ...details }));

describe('D-16 what is no page', () => {
  test.each([
    ['another shape', { bankCode: 'PAGE_SHAPE' }, 'page_unreadable'],
    ['HTML with 200', { code: 'bank_unavailable', bankCode: 'NOT_JSON' }, 'page_unreadable'],
    ['204', { status: 204 }, 'page_unreadable'],
    ['a redirect', { status: 302 }, 'bank_contract_violation'],
    ['a reset', { code: 'bank_unavailable' }, 'bank_unavailable'],
    ['maintenance', { code: 'bank_unavailable', status: 503 }, 'bank_unavailable'],
    ['an id that is no path', { sent: false, bankCode: 'ACCOUNT_ID' }, 'bank_contract_violation'],
  ] as const)('%s: %s', (_what, details, code) => {
    expect(pageFailure(details)).toMatchObject({ code, details: { ...details, code } });
  });
});

describe('bank E what a page is refused for', () => {
  test.each([
    ['PERIOD_INVALID', 400, true],
    ['PERIOD_INVALID', 503, false],
    ['FORMAT_ERROR', 400, false],
  ])('the period: %s %d: %p', (bankCode, status, expected) => {
    expect(isPeriodRefused({ status, bankCode })).toBe(expected);
  });
  test.each([
    [400, 'bank_refuses_request', true],
    [404, 'account_gone', true],
    [410, 'bank_refuses_request', true],
    [400, 'consent_revoked', false],
    [403, 'account_gone', false],
    [503, 'bank_unavailable', false],
  ] as const)('the key: %d %s: %p', (status, code, expected) => {
    expect(isPageKeyRefused({ status, code })).toBe(expected);
  });
});
