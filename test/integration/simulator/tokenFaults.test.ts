import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { BankCustomer, codeOf, monday, oauthErrorOf, type TokenPair, tokensIn } from './bankCustomer.ts';

describe('H-7 faults of tokens', () => {
  let bank: BankCustomer;
  let tokens: TokenPair;
  beforeEach(async () => {
    bank = await BankCustomer.open();
    tokens = await bank.connect();
  });
  afterEach(() => bank.close());

  const refreshed = async (token: string): Promise<TokenPair> => tokensIn(await bank.refresh(token));
  const faultsOfRequests = async (endpoint: string): Promise<string[][]> => {
    const { body } = await bank.control('GET', `/requests?endpoint=${endpoint}`);
    const shape = z.object({ requests: z.array(z.object({ faults: z.array(z.string()) })) });
    return shape.parse(body).requests.map(({ faults }) => faults);
  };

  test('token.no-rotate: the same refresh token for ever', async () => {
    await bank.switchOn({ name: 'token.no-rotate' });
    const next = await refreshed(tokens.refresh);
    expect(next.refresh).toBe(tokens.refresh);
    expect(next.access).not.toBe(tokens.access);
    expect((await bank.refresh(tokens.refresh)).status).toBe(200);
    expect((await faultsOfRequests('token')).at(-1)).toEqual(['token.no-rotate']);
  });

  test('token.grace: the old refresh token works some seconds more, then no longer', async () => {
    await bank.switchOn({ name: 'token.grace', seconds: 30 });
    const next = await refreshed(tokens.refresh);
    bank.clock.nowMs += 30_000;
    const again = await refreshed(tokens.refresh);
    expect(new Set([tokens.refresh, next.refresh, again.refresh]).size).toBe(3);
    bank.clock.nowMs += 1;
    expect(oauthErrorOf(await bank.refresh(tokens.refresh))).toBe('invalid_grant');
    expect((await bank.refresh(again.refresh)).status).toBe(200); // the old one's end is no end of the family
  });

  test('token.strict-family-revoke: the old refresh token ends the new tokens too', async () => {
    await bank.switchOn({ name: 'token.strict-family-revoke' });
    const next = await refreshed(tokens.refresh);
    expect((await bank.get('/v1/accounts', next.access)).status).toBe(200);
    expect(oauthErrorOf(await bank.refresh(tokens.refresh))).toBe('invalid_grant');
    expect(oauthErrorOf(await bank.refresh(next.refresh))).toBe('invalid_grant');
    expect(codeOf(await bank.get('/v1/accounts', next.access))).toBe('TOKEN_UNKNOWN');
  });

  test('token.answer-lost: the token is spent, and nobody hears of it', async () => {
    await bank.switchOn({ name: 'token.answer-lost' });
    await expect(bank.refresh(tokens.refresh)).rejects.toThrow();
    expect(oauthErrorOf(await bank.refresh(tokens.refresh))).toBe('invalid_grant');
  });

  test('token.answer-lost with token.grace: the old one, once more, is answered', async () => {
    await bank.switchOn({ name: 'token.grace' });
    await bank.switchOn({ name: 'token.answer-lost' });
    await expect(bank.refresh(tokens.refresh)).rejects.toThrow();
    expect((await bank.refresh(tokens.refresh)).status).toBe(200);
  });

  test('token.no-expires-in and token.short: what is said of its life, and how long it is', async () => {
    await bank.switchOn({ name: 'token.no-expires-in' });
    const { body } = await bank.refresh(tokens.refresh);
    expect(body).not.toHaveProperty('expires_in');
    await bank.switchAllOff();
    await bank.switchOn({ name: 'token.short', seconds: 5 });
    const { refresh_token } = z.object({ refresh_token: z.string() }).parse(body);
    const short = await bank.refresh(refresh_token);
    expect(short.body).toMatchObject({ expires_in: 5 });
    bank.clock.nowMs += 5_001;
    expect(codeOf(await bank.get('/v1/accounts', tokensIn(short).access))).toBe('TOKEN_EXPIRED');
  });

  test('token.clock-skew: Date is ahead, and the token ends so much earlier', async () => {
    await bank.switchOn({ name: 'token.clock-skew', seconds: 90 });
    const answer = await bank.refresh(tokens.refresh);
    expect(Date.parse(answer.headers.get('date') ?? '')).toBe(monday + 90_000);
    expect(answer.body).toMatchObject({ expires_in: 3_600 });
    bank.clock.nowMs += 3_511_000;
    expect(codeOf(await bank.get('/v1/accounts', tokensIn(answer).access))).toBe('TOKEN_EXPIRED');
  });

  test.each([
    ['token.invalid-client', {}, 401, 'invalid_client'],
    ['token.invalid-client', { error: 'unauthorized_client' }, 400, 'unauthorized_client'],
    ['token.refused', {}, 400, 'invalid_grant'],
    ['tls.cert-expired', {}, 401, 'invalid_client'],
  ])('%s %j', async (name, parameters, status, error) => {
    await bank.switchOn({ name, ...parameters });
    const answer = await bank.refresh(tokens.refresh);
    expect([answer.status, oauthErrorOf(answer)]).toEqual([status, error]);
    await bank.switchAllOff();
    expect((await bank.refresh(tokens.refresh)).status).toBe(200);
  });

  test('tls.cert-expired at a data call: the code of the standard', async () => {
    await bank.switchOn({ name: 'tls.cert-expired' });
    const answer = await bank.get('/v1/accounts', tokens.access);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'CERTIFICATE_EXPIRED']);
  });

  test('token.revoke-fails: 503, and the token lives', async () => {
    await bank.switchOn({ name: 'token.revoke-fails' });
    expect((await bank.form('/oauth2/revoke', { token: tokens.refresh })).status).toBe(503);
    expect((await bank.refresh(tokens.refresh)).status).toBe(200);
  });
});
