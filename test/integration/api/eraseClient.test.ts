import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { arrangeConnection } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
let clientId: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());
beforeEach(async () => {
  ({ clientId } = await arrangeConnection(api.database));
});

const path = (): string => `/api/v1/clients/${clientId}`;
const settings = {
  name: 'Kunde AS',
  locale: 'nb',
  notification_emails: [],
  return_urls: [],
  matching: { mode: 'auto' },
};
const erase = (as = key) => api.call('DELETE', path(), { key: as, headers: { 'Kontosync-User': 'anna' } });

test('E-18 the answer has the run, the workflow is asked for, and a second time is the same run', async () => {
  const first = await erase();
  expect(first).toMatchObject({ status: 202, body: { success: true, status: 'running' } });
  const runId = first.body['run_id'];
  expect(api.engine.erasures.at(-1)).toEqual({ clientId, erasureId: runId });
  expect(await erase()).toMatchObject({ status: 202, body: { run_id: runId } });
  const trail = await api.call('GET', `/api/v1/audit?client_id=${clientId}&kind=api_call`, { key });
  expect(trail.body['items']).toMatchObject([
    { action: 'client.erase', subject_id: runId, data: { user: 'anna' }, actor: expect.stringMatching(/./) },
  ]);
});

test('E-18 from then on the client is unknown, and nothing is taken in for it', async () => {
  await erase();
  expect(await api.call('GET', path(), { key })).toMatchObject({ status: 404, body: { code: 'not_found' } });
  const refused = { status: 409, body: { code: 'client_erasing' } };
  expect(await api.call('PUT', path(), { key, body: settings })).toMatchObject(refused);
  expect(await api.call('POST', '/api/dnb/oauth/initiate', { key, body: { client_id: clientId } })).toMatchObject(
    refused,
  );
  expect(
    await api.call('POST', '/api/v1/invoices/batch', { key, body: { client_id: clientId, invoices: [] } }),
  ).toMatchObject(refused);
});

test('E-18 the wish is kept where Temporal is away', async () => {
  api.engine.reachable = false;
  try {
    expect(await erase()).toMatchObject({ status: 503, body: { code: 'engine_unavailable' } });
  } finally {
    api.engine.reachable = true;
  }
  expect(await api.call('GET', path(), { key })).toMatchObject({ status: 404 });
});

test('C-4 a key of other clients, and an unknown client: the same 404, and nothing begins', async () => {
  const stranger = await api.keyFor([randomUUID()]);
  const foreign = await erase(stranger);
  clientId = randomUUID();
  const unknown = await erase();
  expect(foreign).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(unknown).toMatchObject({ status: 404, body: { code: 'not_found', title: foreign.body['title'] } });
  expect(
    await api.database.admin('select from clients where erasing_at is not null and client_id = $1', [clientId]),
  ).toEqual([]);
});

test('C-3 the scope admin is needed', async () => {
  expect(await erase(await api.keyFor('all', ['connections:write']))).toMatchObject({ status: 403 });
});

test('E-18 whether booked rows are held is a setting; left out it stays as it is', async () => {
  const put = (extra: object) => api.call('PUT', path(), { key, body: { ...settings, ...extra } });
  expect(await put({})).toMatchObject({ status: 200, body: { legal_hold: true } });
  expect(await put({ legal_hold: false })).toMatchObject({ body: { legal_hold: false } });
  expect(await put({})).toMatchObject({ body: { legal_hold: false } });
  expect(await api.call('GET', path(), { key })).toMatchObject({ body: { legal_hold: false } });
});
