import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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
    const cursor = Buffer.from(JSON.stringify({ k: kind, p: position })).toString('base64url');
    const client = path.includes(':account') ? '' : `client_id=${mine.clientId}&`;
    const answer = await api.call('GET', `${path.replace(':account', mine.accountId)}?${client}cursor=${cursor}`, {
      key,
    });
    expect(answer.status).toBe(status);
  });
});

describe('C-11 text that the database cannot hold is never a failure of ours', () => {
  test.each(['a\u0000b', '\ud800'])('C-11 %j', async (text) => {
    const { clientId, accountId } = mine;
    const proof = { client_id: clientId, code: text, state: text, initiator_ref: text };
    const calls: readonly (readonly [string, string, unknown, number])[] = [
      ['POST', '/api/dnb/oauth/initiate', { client_id: clientId, return_url: `http://localhost/${text}` }, 422],
      ['POST', '/api/dnb/oauth/accounts', proof, 404],
      ['POST', '/api/dnb/connect', { ...proof, account_id: text, account_name: text }, 404],
      ['PUT', `/api/v1/clients/${clientId}`, { name: text }, 422],
      ['PUT', `/api/v1/clients/${clientId}`, { name: 'x', return_urls: [`https://erp.example/${text}`] }, 422],
      ['PUT', `/api/v1/clients/${clientId}`, { name: 'x', notification_emails: [`${text}@erp.example`] }, 422],
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
