import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Answer, BankCustomer, codeOf, pageSchema, present, type TokenPair } from './bankCustomer.ts';

const minuteMs = 60_000;
const numbersSchema = z.object({ accounts: z.array(z.object({ bban: z.string() })).min(2) });
const bookedSchema = z.object({ transactions: z.object({ booked: z.array(z.unknown()) }) });

describe('H-7 faults of single calls', () => {
  let bank: BankCustomer;
  let tokens: TokenPair;
  let account: string;
  let other: string;
  beforeAll(async () => {
    bank = await BankCustomer.open();
    tokens = await bank.connect();
    const { accounts } = numbersSchema.parse((await bank.get('/v1/accounts', tokens.access)).body);
    [account, other] = [accounts[0]?.bban ?? '', accounts[1]?.bban ?? ''];
  });
  afterAll(() => bank.close());
  beforeEach(async () => {
    await bank.switchAllOff();
    await bank.control('DELETE', '/requests');
  });

  const accounts = (): Promise<Answer> => bank.get('/v1/accounts', tokens.access);
  const balances = (id = account): Promise<Answer> => bank.get(`/v1/accounts/${id}/balances`, tokens.access);
  const rows = (id = account): Promise<Answer> =>
    bank.get(`/v1/accounts/${id}/transactions?bookingStatus=both`, tokens.access, present);

  test.each([
    ['json', /^application\/json/],
    ['html', /^text\/html/],
  ])('Q24 http.maintenance in %s, for its minutes by the bank’s clock', async (body, type) => {
    await bank.switchOn({ name: 'http.maintenance', minutes: 60, body });
    const answer = await accounts();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, expect.stringMatching(type)]);
    bank.clock.nowMs += 59 * minuteMs;
    expect([(await rows()).status, (await bank.refresh(tokens.refresh)).status]).toEqual([503, 503]);
    bank.clock.nowMs += minuteMs;
    expect((await bank.fetch('/.well-known/oauth-authorization-server')).status).toBe(200);
    bank.clock.nowMs -= 60 * minuteMs;
  });

  test('Q25 http.one-account: the first that is asked for is away, the others are there', async () => {
    await bank.switchOn({ name: 'http.one-account' });
    const answers = [await rows(other), await rows(), await balances(other), await balances(), await accounts()];
    expect(answers.map(({ status }) => status)).toEqual([503, 200, 503, 200, 200]);
    const faultsOf = async (id: string): Promise<unknown> =>
      (await bank.control('GET', `/requests?endpoint=balances&account=${id}`)).body;
    expect(await faultsOf(other)).toMatchObject({ requests: [{ faults: ['http.one-account'] }] });
    expect(await faultsOf(account)).toMatchObject({ requests: [{ faults: [] }] });
  });

  test('http.one-account: the one that is named', async () => {
    await bank.switchOn({ name: 'http.one-account', account });
    expect([(await rows(other)).status, (await rows()).status]).toEqual([200, 503]);
  });

  test('http.html-200: no JSON, and the status says that all is well', async () => {
    await bank.switchOn({ name: 'http.html-200' });
    const { status, headers, body } = await rows();
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body).toMatch(/^<!doctype html>/);
  });

  test.each([
    [{}, 503, 'INTERNAL_SERVER_ERROR'],
    [{ status: 403, code: 'SERVICE_BLOCKED' }, 403, 'SERVICE_BLOCKED'],
  ])('http.problem-json with %j', async (params, status, code) => {
    await bank.switchOn({ name: 'http.problem-json', ...params });
    const answer = await rows();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
    expect(answer.body).toMatchObject({ status, code, instance: `/v1/accounts/${account}/transactions` });
    expect(answer.body).not.toHaveProperty('tppMessages');
  });

  test.each([
    [{}, 403, '1'],
    [{ status: 400, code: 'RESOURCE_UNKNOWN' }, 400, 'RESOURCE_UNKNOWN'],
  ])('Q32 http.string-code with %j', async (params, status, code) => {
    await bank.switchOn({ name: 'http.string-code', ...params });
    const answer = await rows();
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  test('Q31 http.cards-404: nothing, instead of an empty list', async () => {
    const cards = (): Promise<Answer> => bank.get('/v1/card-accounts', tokens.access);
    expect(await cards()).toMatchObject({ status: 200, body: { cardAccounts: [] } });
    await bank.switchOn({ name: 'http.cards-404' });
    const answer = await cards();
    expect([answer.status, codeOf(answer), (await accounts()).status]).toEqual([404, 17, 200]);
  });

  test('quota.429-body: a code, and no Retry-After', async () => {
    await bank.switchOn({ name: 'quota.429-body', endpoint: 'transactions' });
    const answer = await rows();
    expect([answer.status, codeOf(answer), answer.headers.get('retry-after')]).toEqual([429, 'ACCESS_EXCEEDED', null]);
    expect((await balances()).status).toBe(200);
  });

  test('quota.429-bare: neither body nor Retry-After', async () => {
    await bank.switchOn({ name: 'quota.429-bare' });
    const { status, headers, body } = await rows();
    expect([status, body, headers.get('retry-after')]).toEqual([429, '', null]);
  });

  test('net.slow-drip: the right answer, byte by byte', async () => {
    const whole = await accounts();
    await bank.switchOn({ name: 'net.slow-drip', intervalMs: 1 });
    const startedAt = performance.now();
    expect((await accounts()).body).toEqual(whole.body);
    expect(performance.now() - startedAt).toBeGreaterThan(JSON.stringify(whole.body).length * 0.9);
  });

  test('D-14 net.slow-drip: headers at once, and an answer that does not end while the caller waits', async () => {
    await bank.switchOn({ name: 'net.slow-drip', intervalMs: 20 });
    const response = await fetch(new URL('/v1/accounts', bank.simulator.url), { signal: AbortSignal.timeout(300) });
    expect(response.status).toBe(400);
    const chunks: Uint8Array[] = [];
    const readAll = async (): Promise<void> => {
      for await (const chunk of response.body ?? []) chunks.push(chunk);
    };
    await expect(readAll()).rejects.toThrow(/timeout/i);
    expect(chunks.length).toBeGreaterThan(1);
  });

  test.each(['start', 'body'])('net.reset at the %s', async (at) => {
    await bank.switchOn({ name: 'net.reset', endpoint: 'transactions', at });
    await expect(rows()).rejects.toThrow(/fetch failed|terminated/);
    expect((await balances()).status).toBe(200);
    expect((await bank.control('GET', '/requests?endpoint=transactions')).body).toMatchObject({
      requests: expect.arrayContaining([expect.objectContaining({ status: null, faults: ['net.reset'] })]),
    });
  });

  test('F7 net.truncated-json: the length is right, the JSON is not', async () => {
    const whole = await bank.text(`/v1/accounts/${account}/balances`, tokens.access);
    await bank.switchOn({ name: 'net.truncated-json', share: 0.25 });
    const part = await bank.text(`/v1/accounts/${account}/balances`, tokens.access);
    expect([part, whole.length - part.length]).toEqual([whole.slice(0, part.length), Math.ceil(whole.length * 0.75)]);
    expect(() => JSON.parse(part)).toThrow(/JSON/);
  });

  test('F7 net.truncated-json: the whole length is promised and never comes', async () => {
    await bank.switchOn({ name: 'net.truncated-json', length: 'whole' });
    await expect(balances()).rejects.toThrow(/terminated/);
  });

  test('F8 net.huge-page: megabytes', async () => {
    await bank.switchOn({ name: 'net.huge-page', megabytes: 12 });
    const text = await bank.text(`/v1/accounts/${account}/transactions?bookingStatus=both`, tokens.access);
    expect(text.length).toBeGreaterThan(12e6);
    expect(bookedSchema.safeParse(JSON.parse(text)).success).toBe(true);
  });

  test('F8 net.huge-page: rows', async () => {
    await bank.switchOn({ name: 'net.huge-page', rows: 20_000 });
    expect(bookedSchema.parse((await rows()).body).transactions.booked).toHaveLength(20_000);
  });

  test('F8 net.huge-page: depth', async () => {
    await bank.switchOn({ name: 'net.huge-page', depth: 10_000 });
    const text = await bank.text(`/v1/accounts/${account}/transactions?bookingStatus=both`, tokens.access);
    expect(text).toContain(`"booked":[${'['.repeat(10_000)}]`);
  });

  test('a caller that hangs up on a huge page does the bank no harm', async () => {
    await bank.switchOn({ name: 'net.huge-page', megabytes: 200 });
    const response = await fetch(new URL(`/v1/accounts/${account}/transactions`, bank.simulator.url));
    await response.body?.cancel();
    expect((await accounts()).status).toBe(200);
  });

  test.each([
    ['no time', { name: 'http.maintenance', minutes: 0 }],
    ['a status that is no refusal', { name: 'http.problem-json', status: 200 }],
    ['the whole as a part', { name: 'net.truncated-json', share: 1 }],
    ['two kinds of too much', { name: 'net.huge-page', rows: 5, depth: 5 }],
  ])('%s is refused', async (_name, fault) => {
    expect((await bank.control('POST', '/faults', fault)).status).toBe(400);
  });
});

describe.each([[true], [false]])('the day’s reads, where the bank counts them: %s', (countUnattendedReads) => {
  let bank: BankCustomer;
  let access: string;
  let account: string;
  beforeEach(async () => {
    bank = await BankCustomer.open({ countUnattendedReads, pageSize: 4, accessTokenLifeSeconds: 200_000 });
    account = await bank.openAccount({ rows: 12, days: 30 });
    ({ access } = await bank.connect([account]));
  });
  afterEach(() => bank.close());

  const read = (query = 'bookingStatus=both', headers = {}): Promise<Answer> =>
    bank.get(`/v1/accounts/${account}/transactions?${query}`, access, headers);
  /** Statuses of the pages of one read, as far as it comes. */
  const readAll = async (headers = {}): Promise<number[]> => {
    const seen: number[] = [];
    for (let query: string | undefined = 'bookingStatus=both'; query !== undefined; ) {
      const answer = await read(query, headers);
      seen.push(answer.status);
      query = answer.status === 200 ? pageSchema.parse(answer.body).links?.next.href.split('?')[1] : undefined;
    }
    return seen;
  };
  const counted = async (): Promise<number> => {
    const { body } = await bank.control('GET', `/requests?account=${account}`);
    const { requests } = z.object({ requests: z.array(z.object({ counted: z.boolean() })) }).parse(body);
    return requests.filter((request) => request.counted).length;
  };

  test('quota.per-page: pages use them up, and a person’s do not', async () => {
    await bank.switchOn({ name: 'quota.per-page' });
    expect(await readAll()).toEqual([200, 200, 200]);
    expect(await readAll()).toEqual([200, 429]);
    expect(await readAll(present)).toEqual([200, 200, 200]);
    expect(await counted()).toBe(4);
    bank.clock.nowMs += 24 * 60 * minuteMs;
    expect((await read()).status).toBe(200);
  });

  test('quota.early: fewer than four, pages free', async () => {
    await bank.switchOn({ name: 'quota.early', reads: 2 });
    expect([await readAll(), await readAll()]).toEqual([
      [200, 200, 200],
      [200, 200, 200],
    ]);
    const third = await read();
    expect([third.status, codeOf(third), (await read(undefined, present)).status]).toEqual([
      429,
      'ACCESS_EXCEEDED',
      200,
    ]);
    expect(await counted()).toBe(2);
  });

  test('both: a page is counted once', async () => {
    await bank.switchOn({ name: 'quota.early', reads: 3 });
    await bank.switchOn({ name: 'quota.per-page' });
    expect([await readAll(), await readAll()]).toEqual([[200, 200, 200], [429]]);
    expect(await counted()).toBe(3);
  });
});
