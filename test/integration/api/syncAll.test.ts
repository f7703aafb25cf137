import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { arrangeConnection } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());
beforeEach(() => {
  api.engine.syncAllStarts.length = 0;
});

const syncAll = async (key: string) => {
  const { status, body } = await api.call('POST', '/api/dnb/sync/all', { key, body: {} });
  return { status, triggered: body['triggered'], skipped: body['skipped'], message: body['message'] };
};
const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);

test("contract 3.1 it triggers those of the key's clients that may sync, a second call none", async () => {
  const { clientId, connectionId } = await arrangeConnection(api.database);
  const same = { clientId };
  await arrangeConnection(api.database, { ...same, connection: { last_attempt_at: hoursAgo(13) } });
  await arrangeConnection(api.database, { ...same, connection: { last_attempt_at: hoursAgo(2) } });
  await arrangeConnection(api.database, { ...same, connection: { auto_sync_enabled: false } });
  await arrangeConnection(api.database, { ...same, connection: { connection_status: 'needs_reconsent' } });
  await arrangeConnection(api.database); // somebody else's
  const key = await api.keyFor([clientId], ['sync:all']);

  expect(await syncAll(key)).toMatchObject({ status: 202, triggered: 2, skipped: 3, message: expect.any(String) });
  expect(await syncAll(key)).toMatchObject({ status: 202, triggered: 0, skipped: 5 });
  expect(api.engine.syncAllStarts).toHaveLength(1); // nothing to do, nothing is started
  const [start] = api.engine.syncAllStarts;
  expect(start?.utcDate).toBe(new Date().toISOString().slice(0, 10));
  const [row] = await api.database.admin<{ claim_id: string }>('select claim_id from bank_connections where id = $1', [
    connectionId,
  ]);
  expect(row?.claim_id).toBe(start?.claimId);
});

test('C-2 of calls at once each connection is triggered by one', async () => {
  const { clientId } = await arrangeConnection(api.database);
  for (let more = 1; more < 20; more += 1) await arrangeConnection(api.database, { clientId });
  const key = await api.keyFor([clientId], ['sync:all']);
  const answers = await Promise.all(Array.from({ length: 6 }, () => syncAll(key)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 202));
  expect(answers.reduce((sum, { triggered }) => sum + Number(triggered), 0)).toBe(20);
});

test('C-2 a call that could start nothing may be repeated', async () => {
  const { clientId } = await arrangeConnection(api.database);
  const key = await api.keyFor([clientId]);
  api.engine.reachable = false;
  const refused = await syncAll(key);
  api.engine.reachable = true;
  expect(refused.status).toBe(503);
  expect(await syncAll(key)).toMatchObject({ status: 202, triggered: 1 });
});

test('C-11 a body with members is refused', async () => {
  const key = await api.keyFor('all');
  const { status } = await api.call('POST', '/api/dnb/sync/all', { key, body: { force: true } });
  expect(status).toBe(422);
});
