import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BankCustomer, codeOf, type TokenPair, tokensIn } from './bankCustomer.ts';

describe('H-7 faults', () => {
  let bank: BankCustomer;
  let tokens: TokenPair;
  let account: string;
  beforeAll(async () => {
    bank = await BankCustomer.open();
    account = await bank.mainAccount();
    tokens = await bank.connect();
  });
  afterAll(() => bank.close());
  beforeEach(async () => {
    await bank.control('DELETE', '/faults');
  });

  const switchOn = async (fault: Record<string, unknown>): Promise<void> => {
    const answer = await bank.control('POST', '/faults', fault);
    expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  };
  const accounts = () => bank.get('/v1/accounts', tokens.access);
  const balances = (id = account) => bank.get(`/v1/accounts/${id}/balances`, tokens.access);
  const statuses = async (count: number): Promise<number[]> => {
    const answers: number[] = [];
    for (let call = 0; call < count; call += 1) answers.push((await accounts()).status);
    return answers;
  };

  test('http.5xx at every call until it is switched off', async () => {
    await switchOn({ name: 'http.5xx', status: 503 });
    expect((await accounts()).status).toBe(503);
    expect((await bank.refresh(tokens.refresh)).status).toBe(503);
    await bank.control('DELETE', '/faults');
    expect((await accounts()).status).toBe(200);
  });

  test.each([
    ['the second call', { nth: 2 }, [200, 500, 200, 200]],
    ['the first two calls', { times: 2 }, [500, 500, 200, 200]],
    ['no share', { share: 0 }, [200, 200, 200, 200]],
    ['the whole share', { share: 1 }, [500, 500, 500, 500]],
  ])('on %s', async (_name, when, expected) => {
    await switchOn({ name: 'http.5xx', endpoint: 'accounts', when });
    expect(await statuses(4)).toEqual(expected);
  });

  test('for one account, or one endpoint', async () => {
    await switchOn({ name: 'http.5xx', account });
    expect([(await balances()).status, (await accounts()).status]).toEqual([500, 200]);
    await bank.control('DELETE', '/faults');
    await switchOn({ name: 'http.5xx', endpoint: 'balances' });
    expect([(await balances()).status, (await accounts()).status]).toEqual([500, 200]);
  });

  test.each([
    ['seconds', 3, '3'],
    ['a date', 'Wed, 04 Mar 2026 10:00:00 GMT', 'Wed, 04 Mar 2026 10:00:00 GMT'],
  ])('quota.429-retry with Retry-After in %s', async (_name, retryAfter, header) => {
    await switchOn({ name: 'quota.429-retry', retryAfter });
    const { status, headers } = await accounts();
    expect([status, headers.get('retry-after')]).toEqual([429, header]);
  });

  test('token.expired: 401 TOKEN_EXPIRED until it is refreshed', async () => {
    await switchOn({ name: 'token.expired' });
    for (const answer of [await accounts(), await accounts()])
      expect([answer.status, codeOf(answer)]).toEqual([401, 'TOKEN_EXPIRED']);
    tokens = tokensIn(await bank.refresh(tokens.refresh));
    expect((await accounts()).status).toBe(200);
  });

  test('net.hang: no answer while the caller waits', async () => {
    await switchOn({ name: 'net.hang', endpoint: 'accounts' });
    const call = bank.fetch('/v1/accounts', { signal: AbortSignal.timeout(100) });
    await expect(call).rejects.toThrow(/timeout/i);
    expect((await bank.control('GET', '/requests?endpoint=accounts')).body).toMatchObject({
      requests: expect.arrayContaining([expect.objectContaining({ status: null, faults: ['net.hang'] })]),
    });
  });

  test('net.slow: the right answer, late', async () => {
    await switchOn({ name: 'net.slow', delayMs: 60 });
    const startedAt = performance.now();
    expect((await accounts()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
  });

  test('they are listed with their counts', async () => {
    await switchOn({ name: 'http.5xx', endpoint: 'accounts', when: { nth: 2 } });
    await statuses(3);
    expect((await bank.control('GET', '/faults')).body).toMatchObject({
      active: [{ name: 'http.5xx', when: { nth: 2 }, calls: 3, strikes: 1 }],
      known: expect.arrayContaining([expect.objectContaining({ name: 'token.expired' })]),
    });
  });

  test.each([
    ['an unknown name', { name: 'http.teapot' }, 400],
    ['a wrong parameter', { name: 'http.5xx', status: 200 }, 400],
    ['a parameter of another fault', { name: 'net.hang', delayMs: 5 }, 400],
    ['an unknown account', { name: 'http.5xx', account: '1' }, 404],
  ])('%s is refused', async (_name, fault, status) => {
    expect((await bank.control('POST', '/faults', fault)).status).toBe(status);
  });
});
