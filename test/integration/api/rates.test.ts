import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRates } from '../../../src/api/rates/createRates.ts';
import type { RateSettings } from '../../../src/api/rates/rates.ts';
import { allRoutes } from '../../../src/api/routes/index.ts';
import { deleteFullBuckets } from '../../../src/db/sql/rates/deleteFullBuckets.ts';
import { acrossClients } from '../../../src/db/tenantScope.ts';
import { eventually } from '../local/eventually.ts';
import { arrangeClient } from './arrange.ts';
import { type Answer, openTestApi, type TestApi } from './openTestApi.ts';

const rates: RateSettings = {
  keyPerSecond: 1_000,
  keyBurst: 2_000,
  routePerSecond: 10,
  initiatePerMinute: 10,
  callbackPerMinute: 60,
  refusedConnectsPerMinute: 5,
};

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi({ rates, settings: { trustedProxies: ['127.0.0.1'] } });
  key = await api.keyFor('all');
});
afterAll(() => api.close());

const told = ({ status, body }: Answer) => ({ status, code: body['code'] });
const refused = { status: 429, code: 'rate_limited' };
const many = <T>(count: number, ask: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, ask));
const countOf = (answers: readonly Answer[], status: number) => answers.filter((one) => one.status === status).length;

describe('C-9 rates', () => {
  test('C-9 of a key on a route: 429 says when to come again; another route and another key pass', async () => {
    const answers = await many(60, () => api.call('GET', '/api/v1/banks', { key }));
    const passed = countOf(answers, 200);
    // Twenty at once, and ten a second while it takes.
    expect(passed).toBeGreaterThanOrEqual(20);
    expect(passed).toBeLessThan(60);
    const last = answers.find(({ status }) => status === 429);
    if (last === undefined) throw new Error('none was refused');
    expect(last.body).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(Object.fromEntries(last.headers)).toMatchObject({
      'retry-after': '1',
      'ratelimit-limit': '20',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '1',
    });
    expect((await api.call('GET', '/api/v1/api-keys', { key })).status).toBe(200);
    expect((await api.call('GET', '/api/v1/banks', { key: await api.keyFor('all') })).status).toBe(200);
  });

  test('C-9 of a key: all processes count together', async () => {
    const { orm } = api.database;
    const settings = { ...rates, keyPerSecond: 10, keyBurst: 100, routePerSecond: 1_000 };
    const options = { orm, settings, clock: { now: () => Date.now() }, logger: api.deps.logger };
    const processes = [createRates(options), createRates(options), createRates(options)];
    const principal = {
      id: randomUUID(),
      scopes: [],
      allClients: true,
      clientIds: [],
      mayActFor: () => true,
    };
    const [route] = allRoutes;
    if (route === undefined) throw new Error('no route');
    const startedAt = Date.now();
    const outcomes = await Promise.allSettled(
      processes.flatMap((one) => Array.from({ length: 100 }, () => one.admitKey(principal, route))),
    );
    const passed = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(passed).toBeLessThanOrEqual(100 + Math.ceil((Date.now() - startedAt) / 100));
    // Each may hold a block that it did not spend.
    expect(passed).toBeGreaterThanOrEqual(94);
  });

  test('C-9 initiate: ten a minute for each client, whichever key asks', async () => {
    const [one, two] = [await arrangeClient(api.database), await arrangeClient(api.database)];
    const initiate = async (clientId: string) =>
      api.call('POST', '/api/dnb/oauth/initiate', {
        key: await api.keyFor([clientId]),
        body: { client_id: clientId },
      });
    const answers = await many(12, () => initiate(one));
    expect(answers.filter(({ status }) => status === 429).map(told)).toEqual([refused, refused]);
    expect((await initiate(two)).status).not.toBe(429);
  });

  test('C-9 callback: sixty a minute for each address, as a trusted proxy names it', async () => {
    const from = (address: string) =>
      api.call('GET', `/api/dnb/oauth/callback?state=${randomUUID()}&code=x`, {
        headers: { 'X-Forwarded-For': address },
      });
    const answers = await many(65, () => from('192.0.2.1'));
    expect(countOf(answers, 429)).toBeGreaterThanOrEqual(3);
    expect((await from('192.0.2.2')).status).toBe(400);
  });

  test('C-9 connect: five refused a minute for one authorization, then it is not looked at', async () => {
    const clientId = await arrangeClient(api.database);
    const state = randomUUID();
    const connectOnce = () =>
      api.call('POST', '/api/dnb/connect', { key, body: { client_id: clientId, state, code: 'x', account_id: 'a' } });
    const answers = await many(7, connectOnce);
    expect([countOf(answers, 404), countOf(answers, 429)]).toEqual([5, 2]);
  });

  test('C-9 a proof that is right costs nothing', async () => {
    const stateHash = Buffer.from(randomUUID());
    for (let time = 0; time < 8; time += 1)
      expect(await api.deps.rates.guardConnect(stateHash, async () => time)).toBe(time);
  });

  test('C-9 rates out of reach: reads pass, initiate and connect do not', async () => {
    const other = await openTestApi({ rates });
    try {
      await other.database.admin('alter table rate_buckets rename to gone');
      const clientId = await arrangeClient(other.database);
      const theirs = await other.keyFor([clientId]);
      expect((await other.call('GET', '/api/v1/banks', { key: theirs })).status).toBe(200);
      const body = { client_id: clientId };
      const proof = { ...body, state: 'x', code: 'x', account_id: 'a' };
      for (const [path, sent] of [
        ['/api/dnb/oauth/initiate', body],
        ['/api/dnb/connect', proof],
      ] as const) {
        const answer = await other.call('POST', path, { key: theirs, body: sent });
        expect(told(answer)).toEqual({ status: 503, code: 'overloaded' });
        expect(answer.headers.get('retry-after')).toBe('5');
      }
    } finally {
      await other.close();
    }
  });

  test('C-9 buckets that were not used for an hour are deleted', async () => {
    await api.database.admin(
      `insert into rate_buckets values ('old', 1, now() - interval '61 minutes'), ('young', 1, now())`,
    );
    await acrossClients(api.database.orm.em, deleteFullBuckets);
    const rows = await api.database.admin(`select bucket from rate_buckets where bucket in ('old', 'young')`);
    expect(rows).toEqual([{ bucket: 'young' }]);
  });
});

test('C-9 more than so many in flight: 503 with Retry-After; health answers, and a place is free again', async () => {
  const busy = await openTestApi({ settings: { mostInFlight: 5 } });
  const theirs = await busy.keyFor('all');
  const port = Number(new URL(busy.baseUrl).port);
  const head = `POST /api/v1/matching/run HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${theirs}\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n`;
  const sockets: Socket[] = [];
  const banks = () => busy.call('GET', '/api/v1/banks', { key: theirs });
  try {
    for (let place = 0; place < 5; place += 1) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      sockets.push(socket);
      socket.write(head); // and never a body
      socket.on('data', () => socket.write(head)); // where our own question had the place
    }
    await eventually('all places are taken', async () => (await banks()).status === 503);
    const answer = await banks();
    expect(told(answer)).toEqual({ status: 503, code: 'overloaded' });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect((await busy.call('GET', '/health/live')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await eventually('a place is free', async () => (await banks()).status === 200);
  } finally {
    for (const socket of sockets) socket.destroy();
    await busy.close();
  }
});
