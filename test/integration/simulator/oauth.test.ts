import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BankCustomer, codeOf, newVerifier, oauthErrorOf, tokenSchema, tokensIn } from './bankCustomer.ts';

describe('the simulated authorization server', () => {
  let bank: BankCustomer;
  beforeEach(async () => {
    bank = await BankCustomer.open();
  });
  afterEach(() => bank.close());

  const issuedCode = async (verifier: string): Promise<string> =>
    (await bank.decide('grant', bank.authorizationUrl(verifier))).searchParams.get('code') ?? '';

  test('RFC 7636 a wrong verifier is refused, and uses the code', async () => {
    const verifier = newVerifier();
    const code = await issuedCode(verifier);
    expect(oauthErrorOf(await bank.redeem(code, newVerifier()))).toBe('invalid_grant');
    expect(oauthErrorOf(await bank.redeem(code, verifier))).toBe('invalid_grant');
  });

  test('RFC 6749 4.1.2 a code works once; the second use takes the first tokens back', async () => {
    const verifier = newVerifier();
    const code = await issuedCode(verifier);
    const first = await bank.redeem(code, verifier);
    expect(tokenSchema.parse(first.body).expires_in).toBe(3_600);
    const { access, refresh } = tokensIn(first);
    expect((await bank.get('/v1/accounts', access)).status).toBe(200);
    const second = await bank.redeem(code, verifier);
    expect([second.status, oauthErrorOf(second)]).toEqual([400, 'invalid_grant']);
    expect(codeOf(await bank.get('/v1/accounts', access))).toBe('TOKEN_UNKNOWN');
    expect(oauthErrorOf(await bank.refresh(refresh))).toBe('invalid_grant');
  });

  test('a code lives for 60 seconds', async () => {
    const verifier = newVerifier();
    const code = await issuedCode(verifier);
    bank.clock.nowMs += 60_000;
    expect(oauthErrorOf(await bank.redeem(code, verifier))).toBe('invalid_grant');
  });

  test('another redirect_uri at the redemption is refused', async () => {
    const verifier = newVerifier();
    const code = await issuedCode(verifier);
    const answer = await bank.redeem(code, verifier, { redirect_uri: 'https://erp.example/callback/' });
    expect(oauthErrorOf(answer)).toBe('invalid_grant');
  });

  test('each refresh gives a new refresh token and ends the old one at once', async () => {
    const { refresh } = await bank.connect();
    const next = tokensIn(await bank.refresh(refresh));
    expect(next.refresh).not.toBe(refresh);
    expect(oauthErrorOf(await bank.refresh(refresh))).toBe('invalid_grant');
    expect((await bank.get('/v1/accounts', next.access)).status).toBe(200);
    expect((await bank.refresh(next.refresh)).status).toBe(200);
  });

  test('an access token expires, a refresh cures it', async () => {
    const { access, refresh } = await bank.connect();
    bank.clock.nowMs += 3_600_000;
    const answer = await bank.get('/v1/accounts', access);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'TOKEN_EXPIRED']);
    const next = tokensIn(await bank.refresh(refresh));
    expect((await bank.get('/v1/accounts', next.access)).status).toBe(200);
  });

  test('RFC 7009 revoking the refresh token ends everything, the access token only itself', async () => {
    const one = await bank.connect();
    expect((await bank.form('/oauth2/revoke', { token: one.access })).status).toBe(200);
    expect(codeOf(await bank.get('/v1/accounts', one.access))).toBe('TOKEN_UNKNOWN');
    const next = tokensIn(await bank.refresh(one.refresh));
    expect((await bank.form('/oauth2/revoke', { token: next.refresh })).status).toBe(200);
    expect(codeOf(await bank.get('/v1/accounts', next.access))).toBe('TOKEN_UNKNOWN');
    expect(oauthErrorOf(await bank.refresh(next.refresh))).toBe('invalid_grant');
    expect((await bank.form('/oauth2/revoke', { token: 'never-issued' })).status).toBe(200);
  });

  test.each([
    ['no credentials', null],
    ['another client', 'somebody:kontosync-simulated-secret'],
    ['a wrong secret', 'kontosync-simulated-client:wrong'],
  ])('%s: 401 invalid_client', async (_name, pair) => {
    for (const path of ['/oauth2/token', '/oauth2/revoke']) {
      const answer = await bank.form(path, { grant_type: 'refresh_token', refresh_token: 'x', token: 'x' }, pair);
      expect([answer.status, oauthErrorOf(answer)]).toEqual([401, 'invalid_client']);
    }
  });

  test.each([
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no code', { grant_type: 'authorization_code' }, 'invalid_request'],
    ['nothing', {}, 'invalid_request'],
  ])('a token call with %s is refused', async (_name, form, error) => {
    expect(oauthErrorOf(await bank.form('/oauth2/token', form))).toBe(error);
  });

  test('RFC 8414 metadata names the endpoints under the address that was asked', async () => {
    const { body } = await bank.fetch('/.well-known/oauth-authorization-server');
    expect(body).toMatchObject({
      issuer: bank.simulator.url,
      token_endpoint: `${bank.simulator.url}/oauth2/token`,
      code_challenge_methods_supported: ['S256'],
    });
  });
});

test('rotation off: the refresh token stays', async () => {
  const bank = await BankCustomer.open({ rotation: 'none' });
  const { refresh } = await bank.connect();
  expect(tokensIn(await bank.refresh(refresh)).refresh).toBe(refresh);
  expect(tokensIn(await bank.refresh(refresh)).refresh).toBe(refresh);
  await bank.close();
});
