import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { reply } from '../../../src/api/reply.ts';
import { allRoutes } from '../../../src/api/routes/index.ts';
import { openCursor, sealCursor } from '../../../src/api/signedCursor.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import { arrangeConnection } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
let mine: Awaited<ReturnType<typeof arrangeConnection>>;
beforeAll(async () => {
  api = await openTestApi({ inlineWaitMs: 0 });
  key = await api.keyFor('all');
});
afterAll(() => api.close());
beforeEach(async () => {
  mine = await arrangeConnection(api.database);
});

describe('an id in capitals is the same id', () => {
  test('D-6 a sync rings the bell of the one run', async () => {
    api.engine.bells.length = 0;
    const body = { connection_id: mine.connectionId.toUpperCase() };
    expect(await api.call('POST', '/api/dnb/sync', { key, body })).toMatchObject({ status: 202 });
    expect(api.engine.bells.map(({ connectionId }) => connectionId)).toEqual([mine.connectionId]);
  });

  test('A-21 a DELETE reaches the one lifecycle, whose secrets it can open', async () => {
    const asked: string[] = [];
    api.engine.revoke = async ({ connectionId }) => {
      asked.push(connectionId);
      await api.database.admin(
        `update bank_connections set connection_status = 'revoked', revoke_confirmed_at = now() where id = $1`,
        [connectionId],
      );
      return { ok: true };
    };
    const path = `/api/dnb/connections/${mine.connectionId.toUpperCase()}`;
    expect(await api.call('DELETE', path, { key })).toMatchObject({ status: 200 });
    expect(asked).toEqual([mine.connectionId]);
  });
});

const anId = '01890000-0000-7000-8000-000000000000';

describe('C-14 a cursor that somebody made up is refused, or points to nothing', () => {
  test.each([
    ['transactions', '/api/v1/transactions', { d: '0000-01-01', i: anId }, 422],
    ['sync-runs', '/api/v1/sync-runs', { s: '0000-01-01T00:00:00Z', i: anId }, 422],
    ['sync-runs', '/api/v1/sync-runs', { s: '2026-01-01T00:00:00+23:59', i: anId }, 422],
    ['sync-runs', '/api/v1/sync-runs', { s: '2026-01-01T00:00:00.123456+00:00', i: anId }, 200],
    ['changes', '/api/v1/transactions/changes', '999999999999999999', 200],
    ['changes', '/api/v1/transactions/changes', '9999999999999999999', 422],
    ['connections', '/api/dnb/connections', { toString: 1 }, 422],
    ['audit', '/api/v1/audit', { c: '0000-01-01T00:00:00Z', i: anId }, 422],
    ['audit', '/api/v1/audit', { c: '2026-01-01T00:00:00Z', i: anId }, 200],
    ['tasks', '/api/v1/tasks', 'no id', 422],
    ['sync-runs', '/api/v1/audit', { s: '2026-01-01T00:00:00Z', i: anId }, 422],
    ['coverage', '/api/v1/accounts/:account/coverage', '0000-01-01', 422],
  ])('%s at %s, %j: %i', async (kind, path, position, status) => {
    const text = Buffer.from(JSON.stringify({ k: kind, p: position })).toString('base64url');
    const pattern = path.replace(':account', ':id');
    const route = allRoutes.find((one) => one.method === 'get' && one.path === pattern);
    if (route === undefined) throw new Error(`no route ${path}`);
    const ask = (cursor: string) => {
      const client = path.includes(':account') ? '' : `client_id=${mine.clientId}&`;
      return api.call('GET', `${path.replace(':account', mine.accountId)}?${client}cursor=${cursor}`, { key });
    };
    // Signed as only we can: its form is looked at all the same.
    const sealed = sealCursor(api.deps.keyring, route, reply(200, { next_cursor: text }));
    const { next_cursor } = z.object({ next_cursor: z.string() }).parse(sealed.kind === 'json' ? sealed.body : null);
    expect((await ask(next_cursor)).status).toBe(status);
    // Unsigned: a feed's alone are taken.
    expect((await ask(text)).status).toBe(route.hasLastingCursor ? status : 422);
  });
});

describe('C-14 signed cursors', () => {
  const list = (query: string, by = api) =>
    by.call('GET', `/api/v1/accounts?client_id=${mine.clientId}&${query}`, { key });
  const firstCursor = async (): Promise<string> => {
    await arrangeConnection(api.database, { clientId: mine.clientId });
    return z.string().parse((await list('limit=1')).body['next_cursor']);
  };

  test('C-14 what was altered is refused, wherever it was', async () => {
    const cursor = await firstCursor();
    expect((await list(`cursor=${cursor}`)).status).toBe(200);
    const at = cursor.lastIndexOf('.');
    const altered = [3, at - 2, at + 1].map((place) => {
      const other = cursor[place] === 'A' ? 'B' : 'A';
      return `${cursor.slice(0, place)}${other}${cursor.slice(place + 1)}`;
    });
    for (const wrong of [...altered, cursor.slice(0, at), `${cursor.slice(0, at)}.`, `.${cursor.slice(at + 1)}`])
      expect((await list(`cursor=${wrong}`)).status).toBe(422);
  });

  test('C-14 a walk goes on through a rotation, until its secret is gone', () => {
    const route = allRoutes.find(({ path }) => path === '/api/v1/accounts');
    if (route === undefined) throw new Error('no route');
    const [first, second] = [randomUUID(), randomUUID()];
    const sealed = sealCursor(createKeyring({ secretKey: first }), route, reply(200, { next_cursor: 'abc' }));
    const cursor = z.object({ next_cursor: z.string() }).parse(sealed.kind === 'json' ? sealed.body : null).next_cursor;
    const during = createKeyring({ secretKey: second, previous: [first] });
    expect(openCursor(during, route, { limit: '1', cursor })).toEqual({ limit: '1', cursor: 'abc' });
    expect(() => openCursor(createKeyring({ secretKey: second }), route, { cursor })).toThrow('invalid_request');
  });
});

describe('C-11 text that the database cannot hold is never a failure of ours', () => {
  test.each(['a\u0000b', '\ud800'])('C-11 %j', async (text) => {
    const { clientId, accountId } = mine;
    const client = { name: 'x', locale: 'nb', notification_emails: [], return_urls: [], matching: { mode: 'auto' } };
    const proof = { client_id: clientId, code: text, state: text, initiator_ref: text };
    const calls: readonly (readonly [string, string, unknown, number])[] = [
      ['POST', '/api/dnb/oauth/initiate', { client_id: clientId, return_url: `http://localhost/${text}` }, 422],
      ['POST', '/api/dnb/oauth/accounts', proof, 404],
      ['POST', '/api/dnb/connect', { ...proof, account_id: text, account_name: text }, 404],
      ['PUT', `/api/v1/clients/${clientId}`, { ...client, name: text }, 422],
      ['PUT', `/api/v1/clients/${clientId}`, { ...client, return_urls: [`https://erp.example/${text}`] }, 422],
      ['PUT', `/api/v1/clients/${clientId}`, { ...client, notification_emails: [`${text}@erp.example`] }, 422],
      ['PATCH', `/api/v1/accounts/${accountId}`, { external_id: text }, 422],
    ];
    for (const [method, path, body, status] of calls)
      expect([path, await api.call(method, path, { key, body })]).toMatchObject([path, { status }]);
  });

  test.each([
    ['/api/v1/matches?external_id=%00', 422],
    ['/api/v1/matches?external_id=%ff%fe', 200],
    ['/api/v1/transactions?from=0001-01-01&to=9999-12-31', 200],
    ['/api/v1/clients/%zz', 404],
    ['/api/v1/clients/%00', 404],
    ['/api/dnb/oauth/callback?state=%00&code=%00', 400],
    ['/api/dnb/oauth/callback?__proto__=1', 422],
    ['/api/dnb/oauth/callback?constructor=1&state=x&toString=2', 400],
  ])('C-11 %s: %i', async (path, status) => {
    const [pathname, search = ''] = path.split('?');
    const client = pathname?.includes('/api/v1/') && search !== '' ? `client_id=${mine.clientId}&` : '';
    expect(await api.call('GET', `${pathname}?${client}${search}`, { key })).toMatchObject({ status });
  });
});

test('A-6 HEAD, as a scanner of links sends it, does not reach the callback', async () => {
  const head = (path: string) => fetch(`${api.baseUrl}${path}`, { method: 'HEAD' });
  expect((await head('/api/dnb/oauth/callback?state=x&code=y')).status).toBe(405);
  expect((await head('/health/live')).status).toBe(200);
});

test('B-15 a broken body is in no log line, at debug neither', async () => {
  api.logLines.length = 0;
  for (const body of ['{"code":"c0de" "state":"x"}', '{"code":c0de}', '{"code":"c0de\n"}', 'c0de']) {
    const answer = await api.call('POST', '/api/dnb/connect', { key, body });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('c0de');
  }
  expect(api.logLines).not.toHaveLength(0);
  expect(JSON.stringify(api.logLines)).not.toContain('c0de');
});
