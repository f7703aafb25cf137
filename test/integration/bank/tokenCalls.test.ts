import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { CallReport } from '../../../src/bank/callReport.ts';
import { type BankServer, json, nowMs, openBankServer, refusalOf, secrets } from './bankServer.ts';

let bank: BankServer;
beforeAll(async () => {
  bank = await openBankServer();
});
afterAll(() => bank.close());

const exchange = { code: 'canary-code', codeVerifier: 'v'.repeat(43), redirectUri: 'https://ERP.example/cb?a=1&b=%20' };
const tokens = { access_token: 'access-1', token_type: 'Bearer', expires_in: 3_600 };
const minute = 60_000;
const day = 86_400_000;

/** What the token and revocation endpoints answer; the bank has no metadata. */
const answer = (work: (response: ServerResponse, index: number) => void): void => {
  let index = 0;
  bank.answer(({ method }, response) => (method === 'GET' ? json(response, {}, 404) : work(response, (index += 1))));
};
const asked = () => bank.seen.filter(({ method }) => method === 'POST');
const forms = () => asked().map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

describe('contract 6 the calls', () => {
  beforeEach(() => answer((response) => json(response, tokens)));

  test('A-1, A-11 a code: with its verifier, and the redirect URI byte for byte', async () => {
    await bank.port({}, { clientId: 'client:1', clientSecret: 's/ecret' }).redeem(exchange);
    expect(asked()).toMatchObject([
      {
        url: '/oauth2/token',
        headers: {
          'content-type': expect.stringMatching(/^application\/x-www-form-urlencoded/),
          authorization: `Basic ${btoa('client%3A1:s%2Fecret')}`,
        },
      },
    ]);
    expect(forms()).toEqual([
      {
        grant_type: 'authorization_code',
        code: exchange.code,
        code_verifier: exchange.codeVerifier,
        redirect_uri: exchange.redirectUri,
      },
    ]);
  });

  test('contract 3.3 each is told of, its id as the bank saw it; the question for metadata is none', async () => {
    const told: CallReport[] = [];
    const tell = (report: CallReport): void => void told.push(report);
    const port = bank.port();
    await port.redeem(exchange, tell);
    await port.refresh(secrets, tell);
    await port.revoke(secrets, tell);
    answer((response) => json(response, { error: 'invalid_grant' }, 400));
    const before = told.length;
    await port.refresh(secrets, tell).catch(() => {});
    const good = { status: 200, isAttended: false, code: null };
    expect(told.slice(0, before)).toMatchObject(
      ['token.redeem', 'token.refresh', 'revoke', 'revoke'].map((endpoint) => ({ ...good, endpoint })),
    );
    const requestId = asked()[0]?.headers['x-request-id'];
    expect(told.slice(before)).toMatchObject([{ status: 400, code: 'consent_revoked', requestId }]);
    expect(JSON.stringify(told)).not.toMatch(/canary|http/);
  });

  test('a refresh token', async () => {
    await bank.port().refresh(secrets);
    expect(forms()).toEqual([{ grant_type: 'refresh_token', refresh_token: 'canary-refresh' }]);
  });

  test('A-21 a revocation: the refresh token first, then the access token', async () => {
    answer((response) => void response.writeHead(200).end());
    expect(await bank.port().revoke(secrets)).toEqual({ confirmed: true });
    expect(forms()).toEqual([
      { token: 'canary-refresh', token_type_hint: 'refresh_token' },
      { token: 'canary-access', token_type_hint: 'access_token' },
    ]);
  });

  test('X-Request-ID is new for each, and nothing is said of a person or of the data API', async () => {
    const port = bank.port();
    await port.redeem(exchange);
    await port.refresh(secrets);
    await port.revoke(secrets);
    const ids = bank.seen.map(({ headers }) => z.uuidv4().parse(headers['x-request-id']));
    expect(new Set(ids).size).toBe(5);
    for (const { headers } of bank.seen)
      expect(Object.keys(headers).filter((name) => /^psu-|^x-api-key$/.test(name))).toEqual([]);
  });
});

describe('A-13, A-17 what comes of the answer', () => {
  test.each([
    ['an hour', { expires_in: 3_600 }, { accessExpiresAt: 60 * minute }],
    ['an hour as text', { expires_in: '3600' }, { accessExpiresAt: 60 * minute }],
    ['A-17 no word: five minutes', { expires_in: undefined }, { accessExpiresAt: 5 * minute }],
    ['A-17 nothing: five minutes', { expires_in: 0 }, { accessExpiresAt: 5 * minute }],
    ['A-17 small letters', { token_type: 'bearer' }, { accessExpiresAt: 60 * minute }],
    ['A-17 capitals', { token_type: 'BEARER' }, { accessExpiresAt: 60 * minute }],
    ['the refresh token’s end', { refresh_expires_in: 120 }, { refreshExpiresAt: 2 * minute }],
    ['the consent’s end', { consent_expires_in: 86_400 }, { consentExpiresAt: day }],
  ])('%s', async (_what, changes, expected) => {
    answer((response) => json(response, { ...tokens, ...changes }));
    for (const work of [bank.port().redeem(exchange), bank.port().refresh(secrets)]) {
      const grant = await work;
      const given = Object.fromEntries(Object.entries(expected).map(([name, ms]) => [name, new Date(nowMs + ms)]));
      expect(grant).toMatchObject(given);
    }
  });

  test('a consent whose end the bank does not tell lasts as long as one may', async () => {
    answer((response) => json(response, tokens));
    expect((await bank.port().redeem(exchange)).consentExpiresAt).toEqual(new Date(nowMs + 180 * day));
    expect((await bank.port().refresh(secrets)).consentExpiresAt).toBeNull();
  });

  test.each([
    ['a new refresh token', { refresh_token: 'refresh-2' }, 'refresh-2'],
    ['none: the old one stays', {}, null],
  ])('A-13 %s', async (_what, more, refreshToken) => {
    answer((response) => json(response, { ...tokens, ...more }));
    expect((await bank.port().refresh(secrets)).secrets).toEqual({ accessToken: 'access-1', refreshToken });
    expect((await bank.port().redeem(exchange)).secrets).toEqual({ accessToken: 'access-1', refreshToken });
  });

  test('a grant without a refresh token ends with its access token: nobody is asked', async () => {
    answer((response) => json(response, tokens));
    expect(await refusalOf(bank.port().refresh({ ...secrets, refreshToken: null }))).toEqual({
      code: 'needs_reconsent',
      sent: false,
    });
    expect(bank.seen).toEqual([]);
  });
});

const oauthError =
  (status: number, error: string, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify({ error, error_description: 'canary 12345678903' }));
const bare =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end('<html>canary');

describe('A-7, A-14, A-16 refusals, and whether the bank may have acted', () => {
  test.each([
    [
      'invalid_grant',
      oauthError(400, 'invalid_grant'),
      { code: 'consent_revoked', sent: true, bankCode: 'invalid_grant' },
    ],
    [
      'invalid_client',
      oauthError(401, 'invalid_client'),
      { code: 'bank_rejects_credentials', sent: true, bankCode: 'invalid_client' },
    ],
    [
      'invalid_client with a challenge',
      oauthError(401, 'invalid_client', { 'www-authenticate': 'Basic realm="b"' }),
      { code: 'bank_rejects_credentials', sent: true },
    ],
    ['unauthorized_client', oauthError(400, 'unauthorized_client'), { code: 'bank_rejects_credentials', sent: true }],
    ['invalid_request', oauthError(400, 'invalid_request'), { code: 'bank_refuses_request', sent: true }],
    ['503', bare(503), { code: 'bank_unavailable', sent: false, status: 503 }],
    ['503 with an error', oauthError(503, 'temporarily_unavailable'), { code: 'bank_unavailable', sent: false }],
    [
      '503 with Retry-After',
      bare(503, { 'retry-after': '7' }),
      { code: 'bank_unavailable', sent: false, retryAfterMs: 7_000 },
    ],
    [
      '429 with Retry-After',
      bare(429, { 'retry-after': '9' }),
      { code: 'rate_limited_by_bank', sent: false, retryAfterMs: 9_000 },
    ],
    ['500', bare(500), { code: 'bank_unavailable', sent: true, status: 500 }],
    ['502', bare(502), { code: 'bank_unavailable', sent: true, status: 502 }],
    ['a page with status 200', bare(200), { code: 'bank_contract_violation', sent: true }],
    [
      'no token in the answer',
      (response: ServerResponse) => json(response, { token_type: 'Bearer' }),
      { code: 'bank_contract_violation', sent: true },
    ],
    [
      'no type of the token',
      (response: ServerResponse) => json(response, { access_token: 'canary' }),
      { code: 'bank_contract_violation', sent: true },
    ],
    [
      'an answer that is cut',
      (response: ServerResponse) => void response.destroy(),
      { code: 'bank_unavailable', sent: true },
    ],
  ])('%s', async (_what, work, details) => {
    answer(work);
    for (const call of [() => bank.port().redeem(exchange), () => bank.port().refresh(secrets)]) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'BankError', details });
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('canary');
      expect(error).not.toHaveProperty('cause');
    }
    expect(asked()).toHaveLength(2); // no call retries by itself
  });

  test.each([
    ['D-14 a redemption', { redeemMs: 200 }, 'redeem'],
    ['D-14 a refresh', { refreshMs: 200 }, 'refresh'],
  ] as const)('%s has a deadline of its own, and may have been acted on', async (_what, limits, which) => {
    answer(() => {});
    const port = bank.port({ headersMs: 60_000, ...limits });
    const work = which === 'redeem' ? port.redeem(exchange) : port.refresh(secrets);
    expect(await refusalOf(work)).toEqual({ code: 'bank_unavailable', sent: true });
  });

  test('A-7 nobody listens any more: not sent', async () => {
    const gone = await openBankServer();
    gone.answer((_request, response) => json(response, {}, 404));
    const port = bank.port({}, { baseUrl: gone.url });
    await port.issuer?.();
    await gone.close();
    expect(await refusalOf(port.redeem(exchange))).toEqual({ code: 'bank_unavailable', sent: false });
  });
});

const ok = (response: ServerResponse): void => void response.writeHead(200).end();

describe('A-21 what a revocation comes to', () => {
  test.each([
    ['revoked', ok, ok, { confirmed: true }],
    ['already invalid', oauthError(400, 'invalid_grant'), oauthError(400, 'invalid_token'), { confirmed: true }],
    ['the other token does it', oauthError(400, 'unsupported_token_type'), ok, { confirmed: true }],
    ['the refresh token does it', ok, oauthError(400, 'unsupported_token_type'), { confirmed: true }],
    [
      'neither',
      oauthError(400, 'unsupported_token_type'),
      oauthError(400, 'unsupported_token_type'),
      { confirmed: false, reason: 'unsupported_token_type' },
    ],
    ['no such endpoint', bare(404), bare(404), { confirmed: false, reason: 'unsupported' }],
    ['not this method', bare(405), bare(405), { confirmed: false, reason: 'unsupported' }],
  ])('%s', async (_what, first, second, outcome) => {
    answer((response, index) => (index === 1 ? first : second)(response));
    expect(await bank.port().revoke(secrets)).toEqual(outcome);
    expect(asked()).toHaveLength(2);
  });

  test.each([
    ['503 is for later', bare(503), { code: 'bank_unavailable', sent: false }],
    ['401 is the operator’s', oauthError(401, 'invalid_client'), { code: 'bank_rejects_credentials' }],
    ['a cut answer is for later', (response: ServerResponse) => void response.destroy(), { code: 'bank_unavailable' }],
  ])('%s', async (_what, work, details) => {
    answer(work);
    expect(await refusalOf(bank.port().revoke(secrets))).toMatchObject(details);
  });

  test.each([
    ['revoked', ok, { confirmed: true }],
    ['not revoked', oauthError(400, 'unsupported_token_type'), { confirmed: false, reason: 'unsupported_token_type' }],
  ])('a grant of an access token alone: %s', async (_what, work, outcome) => {
    answer(work);
    expect(await bank.port().revoke({ ...secrets, refreshToken: null })).toEqual(outcome);
    expect(forms()).toEqual([{ token: 'canary-access', token_type_hint: 'access_token' }]);
  });
});
