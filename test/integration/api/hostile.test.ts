import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { arrangeConnection } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi({ inlineWaitMs: 0 });
  key = await api.keyFor('all');
});
afterAll(() => api.close());

describe('an id in another case is the same id', () => {
  test('D-6 a sync asked for in capitals rings the bell of the one run', async () => {
    const { connectionId } = await arrangeConnection(api.database);
    api.engine.bells.length = 0;
    const body = { connection_id: connectionId.toUpperCase() };
    expect(await api.call('POST', '/api/dnb/sync', { key, body })).toMatchObject({ status: 202 });
    expect(api.engine.bells.map((bell) => bell.connectionId)).toEqual([connectionId]);
  });

  test('A-21 a DELETE in capitals reaches the one lifecycle', async () => {
    const { connectionId } = await arrangeConnection(api.database);
    const asked: string[] = [];
    api.engine.revoke = async (ref) => {
      asked.push(ref.connectionId);
      await api.database.admin(
        "update bank_connections set connection_status = 'revoked', revoke_confirmed_at = now() where id = $1",
        [connectionId],
      );
      return { ok: true };
    };
    const answer = await api.call('DELETE', `/api/dnb/connections/${connectionId.toUpperCase()}`, { key });
    expect(answer).toMatchObject({ status: 200 });
    expect(asked).toEqual([connectionId]);
  });
});

const cursorOf = (kind: string, position: unknown): string =>
  Buffer.from(JSON.stringify({ k: kind, p: position })).toString('base64url');
const anId = '01890000-0000-7000-8000-000000000000';

describe('C-14 a cursor of somebody else’s making', () => {
  test.each([
    ['transactions', '/api/v1/transactions', { d: '0000-01-01', i: anId }],
    ['sync-runs', '/api/v1/sync-runs', { s: '0000-01-01T00:00:00Z', i: anId }],
    ['sync-runs', '/api/v1/sync-runs', { s: '2026-01-01T00:00:00+23:59', i: anId }],
    ['changes', '/api/v1/transactions/changes', '999999999999999999'],
    ['connections', '/api/dnb/connections', anId],
    ['connections', '/api/dnb/connections', { toString: 1 }],
  ])('C-14 of %s is read or refused, never a failure of ours', async (kind, path, position) => {
    const { clientId } = await arrangeConnection(api.database);
    const answer = await api.call('GET', `${path}?client_id=${clientId}&cursor=${cursorOf(kind, position)}`, { key });
    expect([200, 422]).toContain(answer.status);
  });

  test('C-14 of coverage is read or refused', async () => {
    const { accountId } = await arrangeConnection(api.database);
    const answer = await api.call(
      'GET',
      `/api/v1/accounts/${accountId}/coverage?cursor=${cursorOf('coverage', '0000-01-01')}`,
      { key },
    );
    expect([200, 422]).toContain(answer.status);
  });
});

describe('C-11 texts that the database cannot hold, and dates before all calendars', () => {
  const bad = ['a\u0000b', '\ud800', '\u0000'];
  test.each(bad.map((text) => [JSON.stringify(text), text]))('C-11 %s is refused everywhere', async (_name, text) => {
    const { clientId, accountId, connectionId } = await arrangeConnection(api.database);
    const state = 'x'.repeat(43);
    const calls: [string, string, unknown][] = [
      ['POST', '/api/dnb/oauth/initiate', { client_id: clientId, initiator_ref: text, psu_id: text }],
      ['POST', '/api/dnb/oauth/initiate', { client_id: clientId, return_url: `http://localhost/${text}` }],
      ['POST', '/api/dnb/oauth/accounts', { client_id: clientId, code: text, state: text, initiator_ref: text }],
      ['POST', '/api/dnb/connect', { client_id: clientId, code: text, state, account_id: text, account_name: text }],
      ['PUT', `/api/v1/clients/${clientId}`, { name: text }],
      ['PUT', `/api/v1/clients/${clientId}`, { name: 'x', return_urls: [`https://example.test/${text}`] }],
      ['PUT', `/api/v1/clients/${clientId}`, { name: 'x', notification_emails: [`${text}@example.test`] }],
      ['PATCH', `/api/v1/accounts/${accountId}`, { external_id: text }],
      ['PATCH', `/api/dnb/connections/${connectionId}`, { sync_frequency_hours: 1e308 }],
      ['POST', '/api/dnb/sync', { connection_id: connectionId, from_date: '0001-01-01' }],
      ['PATCH', `/api/v1/accounts/${accountId}`, { match_from: '0001-01-01' }],
    ];
    const statuses: string[] = [];
    for (const [method, path, body] of calls) {
      const answer = await api.call(method, path, { key, body });
      statuses.push(
        `${method} ${path.split('/').slice(0, 4).join('/')} ${answer.status} ${answer.status === 500 ? answer.text : ''}`,
      );
    }
    console.log(statuses.join('\n'));
    expect(statuses.filter((line) => / 5\d\d/.test(line))).toEqual([]);
  });
  test('C-11 GET parameters', async () => {
    const { clientId } = await arrangeConnection(api.database);
    const nul = '%00';
    const out: string[] = [];
    for (const path of [
      `/api/v1/matches?client_id=${clientId}&external_id=${nul}`,
      `/api/v1/matches?client_id=${clientId}&external_id=%ff%fe`,
      `/api/v1/transactions?client_id=${clientId}&from=0001-01-01&to=9999-12-31`,
      `/api/v1/invoices?client_id=${clientId}&status=${nul}`,
      `/api/dnb/oauth/callback?state=${nul}&code=${nul}`,
      `/api/dnb/oauth/callback?__proto__=1`,
      `/api/dnb/oauth/callback?constructor=1&state=x&toString=2`,
      `/api/v1/clients/${clientId.toUpperCase()}`,
      `/api/v1/clients/%zz`,
      `/api/v1/clients/%00`,
      `//evil.test/..`,
      `/api/v1/../v1/clients/${clientId}`,
    ]) {
      const answer = await api.call('GET', path, { key });
      out.push(`${path} ${answer.status} ${answer.status >= 500 ? answer.text : ''}`);
    }
    console.log(out.join('\n'));
    expect(out.filter((line) => / 5\d\d/.test(line))).toEqual([]);
  });
});

test('B-15 a broken body is in no log line, at debug neither', async () => {
  const marker = 'c0de';
  api.logLines.length = 0;
  for (const body of [
    `{"code":"${marker}" "state":"x"}`,
    `{"code":${marker}}`,
    `{"code":"${marker}\n"}`,
    `${marker}`,
  ]) {
    const answer = await api.call('POST', '/api/dnb/connect', { key, body });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(marker);
  }
  expect(JSON.stringify(api.logLines)).not.toContain(marker);
});
