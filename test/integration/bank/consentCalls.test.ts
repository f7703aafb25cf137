import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultBankLimits } from '../../../src/bank/bankLimits.ts';
import type { CallReport } from '../../../src/bank/callReport.ts';
import { createDnbConsent } from '../../../src/bank/dnb/consent.ts';
import type { ClosableBankPort } from '../../../src/bank/dnb/oauth2.ts';
import type { BankCall, BankPort } from '../../../src/bank/port.ts';
import { type Answer, type BankServer, json, nowMs, openBankServer, refusalOf } from './bankServer.ts';

let bank: BankServer;
let port: ClosableBankPort;
beforeAll(async () => {
  bank = await openBankServer();
});
afterEach(() => port.close());
afterAll(() => bank.close());

const open = (sandbox = true): ClosableBankPort => {
  port = createDnbConsent({ baseUrl: `${bank.url}/bank`, sandbox, tls: {} }, { now: () => nowMs }, defaultBankLimits);
  return port;
};
const secrets = { accessToken: 'canary-consent', refreshToken: null };
const alone: BankCall = { secrets, psu: null };
const person = { ipAddress: '203.0.113.7', userAgent: null };
const wish = {
  state: 'a&b=ø',
  codeVerifier: 'v'.repeat(43),
  redirectUri: 'https://erp.example/cb?tenant=1',
  scope: 'x',
  psuId: '31125453913',
  psu: person,
};
const created = (href: string): Answer => {
  const body = { consentId: 'c-1', consentStatus: 'received', _links: { scaRedirect: { href } } };
  return (_request, response) => json(response, body, 201);
};
const refuse =
  (status: number, code: unknown): Answer =>
  (_request, response) =>
    json(response, { tppMessages: [{ category: 'ERROR', code, text: 'Refused.' }] }, status);
const withConsent =
  (consent: unknown, otherwise: Answer, status = 200): Answer =>
  (request, response, index) =>
    request.url.includes('/v1/consents/') ? json(response, consent, status) : otherwise(request, response, index);

const confirm = (of: BankPort, call = alone) => {
  if (of.confirm === undefined) throw new Error('nothing to confirm');
  return of.confirm(call);
};

describe('bank A.3 a consent is asked for', () => {
  test('as DNB is asked: 180 days in all, four reads a day, the state in the way back, no bearer and no key', async () => {
    bank.answer(created('https://www.dnb.example/psd2?blob=1'));
    expect(await open().authorizationUrl(wish)).toEqual({
      url: 'https://www.dnb.example/psd2?blob=1',
      pending: { accessToken: 'c-1', refreshToken: null },
    });
    const [sent] = bank.seen;
    if (sent === undefined) throw new Error('nothing was sent');
    const { method, url, headers, body } = sent;
    expect([method, url]).toEqual(['POST', '/bank/v1/consents']);
    expect(JSON.parse(body)).toEqual({
      access: { accounts: [], balances: [], transactions: [] },
      validUntil: '2026-08-28', // today is 2026-03-02
      frequencyPerDay: 4,
      recurringIndicator: true,
      combinedServiceIndicator: false,
    });
    const back = 'https://erp.example/cb?tenant=1&state=a%26b%3D%C3%B8';
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'tpp-redirect-uri': back,
      'tpp-nok-redirect-uri': back,
      'psu-id': '31125453913',
      'psu-ip-address': '203.0.113.7',
    });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('x-api-key');
  });

  test('nobody is named, nobody is there: neither header', async () => {
    bank.answer(created('https://www.dnb.example/'));
    await open().authorizationUrl({ ...wish, psuId: null, psu: null });
    expect(Object.keys(bank.seen[0]?.headers ?? {}).filter((name) => name.startsWith('psu-'))).toEqual([]);
  });

  test.each([
    ['javascript:alert(1)', true],
    ['http://www.dnb.example/', false],
    ['ftp://www.dnb.example/', true],
  ])('the person is not sent to %s', async (href, sandbox) => {
    bank.answer(created(href));
    expect(await refusalOf(open(sandbox).authorizationUrl(wish))).toMatchObject({
      code: 'bank_contract_violation',
      bankCode: 'SCA_REDIRECT',
    });
  });

  test.each([
    [403, 1, 'no_account_at_bank'],
    [400, 'FORMAT_ERROR', 'bank_refuses_request'],
    [401, 'CERTIFICATE_MISSING', 'bank_rejects_credentials'],
    [401, 'ROLE_INVALID', 'bank_rejects_credentials'],
    [403, 'CERTIFICATE_REVOKE', 'bank_rejects_credentials'],
    [503, 'x', 'bank_unavailable'],
    [200, undefined, 'bank_contract_violation'],
  ])('refused with %d %s: %s', async (status, code, expected) => {
    bank.answer(refuse(status, code));
    expect((await refusalOf(open().authorizationUrl(wish))).code).toBe(expected);
  });
});

describe('bank A.3 the consent’s own status decides', () => {
  test.each([
    ['rejected', 'access_denied'],
    ['received', 'bank_unavailable'],
    ['partiallyAuthorised', 'bank_unavailable'],
    ['expired', 'attempt_failed'],
    ['revokedByPsu', 'attempt_failed'],
    ['terminatedByTpp', 'attempt_failed'],
    ['something new', 'bank_contract_violation'],
  ])('%s: %s', async (consentStatus, code) => {
    bank.answer(withConsent({ consentStatus }, refuse(500, 'x')));
    expect((await refusalOf(confirm(open()))).code).toBe(code);
  });

  test.each([
    ['the day of the bank, inclusive, in Oslo', '2026-08-28', '2026-08-28T21:59:59.999Z'],
    ['a winter’s day', '2026-12-01', '2026-12-01T22:59:59.999Z'],
    ['no day: as long as a consent may last', undefined, '2026-08-29T10:00:00.000Z'],
  ])('valid: %s', async (_what, validUntil, end) => {
    bank.answer(
      withConsent({ consentStatus: 'valid', validUntil, lastActionDate: '2026-03-02T10:00:00Z' }, refuse(500, 'x')),
    );
    expect(await confirm(open(), { secrets, psu: person })).toEqual({
      secrets,
      accessExpiresAt: null,
      refreshExpiresAt: null,
      consentExpiresAt: new Date(end),
    });
    expect(bank.seen[0]).toMatchObject({ method: 'GET', url: '/bank/v1/consents/canary-consent' });
    expect(bank.seen[0]?.headers).toMatchObject({ 'psu-ip-address': '203.0.113.7' });
  });

  test.each([
    [404, 17, 'consent_revoked'],
    [403, 'CONSENT_UNKNOWN', 'consent_revoked'],
    [400, 'RESOURCE_UNKNOWN', 'consent_revoked'],
    [401, 'CONSENT_EXPIRED', 'consent_expired'],
    [401, 'CERTIFICATE_EXPIRED', 'bank_rejects_credentials'],
  ])('asked for and refused with %d %s: %s', async (status, code, expected) => {
    bank.answer(refuse(status, code));
    expect((await refusalOf(open().refresh(secrets))).code).toBe(expected);
  });

  test.each([
    ['expired', 'consent_expired'],
    ['revokedByPsu', 'consent_revoked'],
    ['rejected', 'consent_revoked'],
    ['received', 'needs_reconsent'],
  ])('of a connection that asks whether it has one yet: %s is %s', async (consentStatus, code) => {
    bank.answer(withConsent({ consentStatus }, refuse(500, 'x')));
    expect((await refusalOf(open().refresh(secrets))).code).toBe(code);
  });
});

describe('bank E CONSENT_INVALID: the consent is asked why', () => {
  const query = { accountId: '12345678903', from: '2026-01-01', to: '2026-02-01' };
  const calls: readonly [string, (of: BankPort) => Promise<unknown>][] = [
    ['accounts', (of) => of.accounts(alone)],
    ['balances', (of) => of.balances(alone, query.accountId)],
    ['transactions', (of) => of.transactionsPage(alone, query)],
  ];
  test.each(calls)('%s: expired, revoked, or not to be had now', async (_name, ask) => {
    const invalid = refuse(401, 'CONSENT_INVALID');
    bank.answer(withConsent({ consentStatus: 'expired' }, invalid));
    expect((await refusalOf(ask(open()))).code).toBe('consent_expired');
    bank.answer(withConsent({ consentStatus: 'terminatedByTpp' }, invalid));
    expect((await refusalOf(ask(port))).code).toBe('consent_revoked');
    // Doubt ends no connection.
    bank.answer(withConsent({}, invalid, 503));
    expect((await refusalOf(ask(port))).code).toBe('bank_unavailable');
  });

  test('valid: the account, or the right, is not in it', async () => {
    bank.answer(withConsent({ consentStatus: 'valid', validUntil: '2026-08-28' }, refuse(401, 'CONSENT_INVALID')));
    expect((await refusalOf(open().balances(alone, '1'))).code).toBe('account_gone');
    expect((await refusalOf(port.transactionsPage(alone, query))).code).toBe('account_gone');
    expect((await refusalOf(port.accounts(alone))).code).toBe('needs_reconsent');
  });

  test('both requests are reported, the person’s presence with them', async () => {
    bank.answer(withConsent({ consentStatus: 'expired' }, refuse(401, 'CONSENT_INVALID')));
    const reports: CallReport[] = [];
    await refusalOf(open().accounts({ secrets, psu: person, onCall: (report) => reports.push(report) }));
    expect(reports.map(({ endpoint, isAttended, status, code }) => [endpoint, isAttended, status, code])).toEqual([
      ['accounts', true, 401, 'needs_reconsent'],
      ['consent.read', true, 200, null],
    ]);
  });
});

test('data calls carry the Consent-ID and no bearer', async () => {
  bank.answer((_request, response) => json(response, { accounts: [] }));
  await open().accounts(alone);
  const { headers } = bank.seen[0] ?? { headers: {} };
  expect(headers).toMatchObject({ 'consent-id': 'canary-consent' });
  expect(Object.keys(headers).filter((name) => /^(authorization|x-api-key|psu-.*)$/.test(name))).toEqual([]);
});

describe('A-21 DELETE', () => {
  test.each([
    [204, undefined],
    [404, 17],
    [410, 17],
    [403, 'CONSENT_UNKNOWN'],
    [401, 'CONSENT_EXPIRED'],
    [401, 'CONSENT_INVALID'],
  ])('%d %s: it is gone', async (status, code) => {
    bank.answer((request, response, index) =>
      status === 204 ? void response.writeHead(204).end() : refuse(status, code)(request, response, index),
    );
    expect(await open().revoke(secrets)).toEqual({ confirmed: true });
    expect(bank.seen[0]).toMatchObject({ method: 'DELETE', url: '/bank/v1/consents/canary-consent' });
  });

  test.each([
    [503, 'x', 'bank_unavailable'],
    [401, 'CERTIFICATE_EXPIRED', 'bank_rejects_credentials'],
    [401, 4711, 'needs_reconsent'],
    [400, 'FORMAT_ERROR', 'bank_refuses_request'],
  ])('%d %s: it may be there yet', async (status, code, expected) => {
    bank.answer(refuse(status, code));
    expect((await refusalOf(open().revoke(secrets))).code).toBe(expected);
  });
});

test('a Consent-ID of the bank’s is one segment of a path, whatever is in it', async () => {
  bank.answer(withConsent({ consentStatus: 'rejected' }, refuse(500, 'x')));
  await refusalOf(confirm(open(), { secrets: { accessToken: 'a/../b?c', refreshToken: null }, psu: null }));
  expect(bank.seen[0]?.url).toBe('/bank/v1/consents/a%2F..%2Fb%3Fc');
});
