import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BankPort } from '../../../src/bank/port.ts';
import { type Answer, type BankServer, json, openBankServer, refusalOf, secrets } from './bankServer.ts';

let bank: BankServer;
let elsewhere: BankServer;
beforeAll(async () => {
  [bank, elsewhere] = await Promise.all([openBankServer(), openBankServer()]);
});
afterAll(() => Promise.all([bank.close(), elsewhere.close()]));

const metadataPath = '/.well-known/oauth-authorization-server';
const tokens = { access_token: 'a', token_type: 'Bearer', expires_in: 60 };
const request = {
  state: 's',
  codeVerifier: 'v'.repeat(43),
  redirectUri: 'https://erp.example/cb',
  scope: 'a b',
  psuId: null,
  psu: null,
};

/** Metadata as told, and tokens everywhere else. */
const withMetadata =
  (metadata: Record<string, unknown>): Answer =>
  ({ url }, response) =>
    json(response, url === metadataPath ? { issuer: bank.url, ...metadata } : tokens);
const paths = (): readonly string[] => bank.seen.map(({ url }) => url);

test('contract 6 metadata override the paths', async () => {
  bank.answer(
    withMetadata({
      authorization_endpoint: 'https://login.bank.example/bankid?tenant=1',
      token_endpoint: `${bank.url}/other/token`,
      revocation_endpoint: `${bank.url}/other/revoke`,
    }),
  );
  const port = bank.port();
  expect(new URL((await port.authorizationUrl(request)).url)).toMatchObject({
    host: 'login.bank.example',
    pathname: '/bankid',
    search: expect.stringMatching(/^\?tenant=1&.*response_type=code/),
  });
  await port.refresh(secrets);
  await port.revoke(secrets);
  expect(paths()).toEqual([metadataPath, '/other/token', '/other/revoke', '/other/revoke']);
});

test('contract 6 metadata that name some paths only', async () => {
  bank.answer(withMetadata({ token_endpoint: `${bank.url}/other/token` }));
  const port = bank.port();
  await port.refresh(secrets);
  await port.revoke(secrets);
  expect(paths()).toEqual([metadataPath, '/other/token', '/oauth2/revoke', '/oauth2/revoke']);
});

test.each([404, 400, 401, 403, 405, 410])(
  'contract 6 without metadata (%d) the bank speaks the usual paths',
  async (status) => {
    bank.answer(({ url }, response) => json(response, tokens, url === metadataPath ? status : 200));
    const port = bank.port();
    const url = new URL((await port.authorizationUrl(request)).url);
    expect(`${url.origin}${url.pathname}`).toBe(`${bank.url}/oauth2/authorize`);
    await port.refresh(secrets);
    await port.revoke(secrets);
    expect(paths()).toEqual([metadataPath, '/oauth2/token', '/oauth2/revoke', '/oauth2/revoke']);
  },
);

test('A-1, A-2 what the person’s browser carries to the bank', async () => {
  bank.answer((_request, response) => json(response, {}, 404));
  const url = new URL(
    (await bank.port({}, { clientId: 'client-1' }).authorizationUrl({ ...request, state: 'a&b' })).url,
  );
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'client-1',
    redirect_uri: 'https://erp.example/cb',
    scope: 'a b',
    state: 'a&b',
    code_challenge: createHash('sha256').update(request.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
});

describe('A-5 the issuer', () => {
  test.each([
    ['as announced, required', true, true],
    ['as announced', false, false],
    ['as announced, without a word', undefined, false],
  ])('%s', async (_what, announced, required) => {
    bank.answer(withMetadata({ authorization_response_iss_parameter_supported: announced }));
    expect(await bank.port().issuer?.()).toEqual({ issuer: bank.url, required });
  });

  test('without metadata: the bank’s address, not required', async () => {
    bank.answer((_request, response) => json(response, {}, 404));
    expect(await bank.port().issuer?.()).toEqual({ issuer: `${bank.url}/`, required: false });
  });

  test.each([
    ['another bank', 'https://evil.example'],
    ['another path', '/tenant'],
    ['no URL', 'nonsense'],
    ['none', undefined],
    ['a number', 5],
  ])('metadata of %s are refused', async (_whose, issuer) => {
    const named = issuer === '/tenant' ? `${bank.url}/tenant` : issuer;
    bank.answer(withMetadata({ issuer: named }));
    for (const work of everyCall(bank.port()))
      expect(await refusalOf(work())).toEqual({ code: 'bank_contract_violation', sent: false, bankCode: 'METADATA' });
    expect(new Set(paths())).toEqual(new Set([metadataPath]));
  });
});

const everyCall = (port: BankPort): readonly (() => Promise<unknown>)[] => [
  () => port.authorizationUrl(request),
  () => port.refresh(secrets),
  () => port.redeem({ code: 'c', codeVerifier: request.codeVerifier, redirectUri: request.redirectUri }),
  () => port.revoke(secrets),
];

describe('C-16 no token and no code is sent off the bank', () => {
  test.each(['token_endpoint', 'revocation_endpoint'])('%s on another origin', async (name) => {
    elsewhere.answer((_request, response) => json(response, tokens));
    bank.answer(withMetadata({ [name]: `${elsewhere.url}/oauth2/token` }));
    for (const work of everyCall(bank.port()))
      expect(await refusalOf(work())).toEqual({ code: 'link_off_origin', sent: false });
    expect(elsewhere.seen).toEqual([]);
    expect(new Set(paths())).toEqual(new Set([metadataPath]));
  });

  test.each([302, 307, 308])('a token endpoint that redirects (%d) is not followed', async (status) => {
    elsewhere.answer((_request, response) => json(response, tokens));
    bank.answer(({ url }, response) =>
      url === metadataPath
        ? json(response, {}, 404)
        : void response.writeHead(status, { location: `${elsewhere.url}/oauth2/token` }).end(),
    );
    const port = bank.port();
    expect(await refusalOf(port.refresh(secrets))).toMatchObject({ code: 'bank_contract_violation' });
    expect(await refusalOf(port.revoke(secrets))).toMatchObject({ code: 'bank_contract_violation' });
    expect(elsewhere.seen).toEqual([]);
  });

  test('metadata that redirect are refused', async () => {
    elsewhere.answer((_request, response) => json(response, { issuer: elsewhere.url }));
    bank.answer(
      (_request, response) => void response.writeHead(302, { location: `${elsewhere.url}${metadataPath}` }).end(),
    );
    expect(await refusalOf(bank.port().refresh(secrets))).toMatchObject({
      code: 'bank_contract_violation',
      sent: false,
    });
    expect(elsewhere.seen).toEqual([]);
  });

  test.each([
    ['authorization_endpoint', 'nonsense'],
    ['authorization_endpoint', 'javascript:alert(1)'],
    ['authorization_endpoint', 5],
    ['token_endpoint', 'nonsense'],
    ['token_endpoint', null],
    ['revocation_endpoint', ''],
  ])('a %s that is no address (%j) is refused', async (name, value) => {
    bank.answer(withMetadata({ [name]: value }));
    for (const work of everyCall(bank.port()))
      expect(await refusalOf(work())).toEqual({ code: 'bank_contract_violation', sent: false, bankCode: 'METADATA' });
  });
});

describe('metadata are asked for once, and again after a failure', () => {
  test('many callers, one question', async () => {
    bank.answer(withMetadata({}));
    const port = bank.port();
    await Promise.all(Array.from({ length: 5 }, () => port.authorizationUrl(request)));
    await port.authorizationUrl(request);
    expect(paths()).toEqual([metadataPath]);
  });

  test.each([
    ['503', ((_request, response) => json(response, {}, 503)) satisfies Answer],
    ['429', ((_request, response) => json(response, {}, 429)) satisfies Answer],
    ['a connection that is cut', ((_request, response) => void response.destroy()) satisfies Answer],
  ])('A-7 after %s nothing was sent, and the next call asks again', async (_what, broken) => {
    bank.answer(broken);
    const port = bank.port();
    expect(await refusalOf(port.refresh(secrets))).toMatchObject({ code: 'bank_unavailable', sent: false });
    expect(paths()).toEqual([metadataPath]);
    bank.answer(withMetadata({}));
    expect(await port.refresh(secrets)).toMatchObject({ secrets: { accessToken: 'a' } });
    expect(paths()).toEqual([metadataPath, '/oauth2/token']);
  });

  test('D-14 metadata that never come', async () => {
    bank.answer(() => {});
    expect(await refusalOf(bank.port({ callMs: 200 }).refresh(secrets))).toEqual({
      code: 'bank_unavailable',
      sent: false,
    });
  });
});
