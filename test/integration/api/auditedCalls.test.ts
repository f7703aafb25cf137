import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serviceScopeId } from '../../../src/contracts/serviceScope.ts';
import { type ArrangedConnection, arrangeConnection } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
let mine: ArrangedConnection;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
  mine = await arrangeConnection(api.database);
});
afterAll(() => api.close());

/** What a call leaves in a client's trail, with the person. */
async function told(clientId: string, work: () => Promise<unknown>): Promise<unknown[]> {
  const entries = () =>
    api.database.admin<{ id: string; kind: string; action: string; actor: string; user_ref: string | null }>(
      `select e.id, e.kind, e.action, e.actor, p.user_ref from audit_entries e
       left join audit_persons p on p.client_id = e.client_id and p.entry_id = e.id
       where e.client_id = $1 order by e.created_at, e.id`,
      [clientId],
    );
  const before = new Set((await entries()).map(({ id }) => id));
  await work();
  const [identity] = await api.database.admin<{ id: string }>('select id from api_keys');
  return (await entries())
    .filter(({ id }) => !before.has(id))
    .map(({ kind, action, actor, user_ref }) => [kind, action, actor === identity?.id, user_ref]);
}
const call = (method: string, path: string, body?: unknown) => () =>
  api.call(method, path, {
    key,
    ...(body === undefined ? {} : { body }),
    headers: { 'Kontosync-User': 'anna', prefer: 'respond-async' },
  });

test('C-19 a sync that was asked for, with key and person', async () => {
  expect(await told(mine.clientId, call('POST', '/api/dnb/sync', { connection_id: mine.connectionId }))).toEqual([
    ['api_call', 'sync.request', true, 'anna'],
  ]);
});

test('C-19 matching that was asked for', async () => {
  expect(await told(mine.clientId, call('POST', '/api/v1/matching/run', { client_id: mine.clientId }))).toEqual([
    ['api_call', 'matching.run', true, 'anna'],
  ]);
});

test("C-19 the ERP's own night stands in the trail of the service", async () => {
  expect(await told(serviceScopeId, call('POST', '/api/dnb/sync/all', {}))).toEqual([
    ['api_call', 'sync.all', true, 'anna'],
  ]);
});

test.each<[string, string, (own: ArrangedConnection) => [string, unknown?]]>([
  ['DELETE', 'connection.disconnect', ({ connectionId }) => [`/api/dnb/connections/${connectionId}`]],
  [
    'PATCH',
    'connection.settings',
    ({ connectionId }) => [`/api/dnb/connections/${connectionId}`, { sync_frequency_hours: 12 }],
  ],
  ['PATCH', 'account.settings', ({ accountId }) => [`/api/v1/accounts/${accountId}`, { external_id: '1920' }]],
  ['POST', 'oauth.reconsent', ({ connectionId }) => [`/api/dnb/connections/${connectionId}/reconsent`, {}]],
])('C-19 %s: %s, with key and person', async (method, action, request) => {
  const own = await arrangeConnection(api.database);
  const [path, body] = request(own);
  const entries = await told(own.clientId, call(method, path, body));
  expect(entries).toContainEqual([expect.stringMatching(/^(change|api_call)$/), action, true, 'anna']);
});
