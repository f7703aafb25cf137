import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openTestApi, type TestApi } from './openTestApi.ts';
import { deliverEvents, tellEvents } from './webhookParts.ts';

const pageShape = z.object({
  items: z.array(z.looseObject({ id: z.uuid(), type: z.string() })),
  next_cursor: z.string(),
  has_more: z.boolean(),
});

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());
let clientId: string;
let key: string;
beforeEach(async () => {
  clientId = randomUUID();
  key = await api.keyFor([clientId]);
});

const fetchEvents = async (query = ''): Promise<z.output<typeof pageShape>> => {
  const { status, body } = await api.call('GET', `/api/v1/events?${query}`, { key });
  expect(status).toBe(200);
  return pageShape.parse(body);
};

describe('contract 3.2 events to poll', () => {
  test('are those of the client, oldest first, as webhooks tell them', async () => {
    await tellEvents(api, clientId, 'sync.completed', 'transactions.created');
    await tellEvents(api, randomUUID(), 'sync.failed');
    await deliverEvents(api);
    const { items, has_more } = await fetchEvents();
    expect(items.map(({ type }) => type)).toEqual(['sync.completed', 'transactions.created']);
    expect(items[0]).toEqual({
      id: expect.any(String),
      type: 'sync.completed',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { client_id: clientId, counts: { transactions: 1 } },
    });
    expect(has_more).toBe(false);
  });

  test('go on where the reader stopped, also behind the last one, by types too', async () => {
    await tellEvents(api, clientId, 'sync.completed', 'match.created', 'sync.completed');
    await deliverEvents(api);
    const first = await fetchEvents('limit=2');
    expect(first).toMatchObject({ has_more: true });
    const second = await fetchEvents(`limit=2&cursor=${first.next_cursor}`);
    expect(second).toMatchObject({ has_more: false });
    expect([...first.items, ...second.items].map(({ type }) => type)).toEqual([
      'sync.completed',
      'match.created',
      'sync.completed',
    ]);
    const end = await fetchEvents(`cursor=${second.next_cursor}`);
    expect(end).toEqual({ items: [], next_cursor: second.next_cursor, has_more: false });
    await tellEvents(api, clientId, 'match.undone', 'sync.parked');
    await deliverEvents(api);
    const typed = await fetchEvents(`types=sync.parked,sync.failed&cursor=${end.next_cursor}`);
    expect(typed.items.map(({ type }) => type)).toEqual(['sync.parked']);
    expect((await fetchEvents(`cursor=${typed.next_cursor}`)).items).toEqual([]);
  });

  test('no late commit slips behind a reader', async () => {
    // Written first, committed last: its id is lower than that of the one that was read before.
    const late = randomUUID();
    const open = api.database.orm.em.fork({
      session: { variables: { 'app.client_id': clientId }, role: 'kontosync_worker' },
    });
    await open.begin();
    await open.execute('insert into outbox_events (id, client_id, type, data) values (?, ?, ?, ?)', [
      late,
      clientId,
      'sync.failed',
      '{}',
    ]);
    await tellEvents(api, clientId, 'sync.completed');
    await deliverEvents(api);
    const { items, next_cursor } = await fetchEvents();
    expect(items.map(({ type }) => type)).toEqual(['sync.completed']);
    await open.commit();
    await deliverEvents(api);
    expect((await fetchEvents(`cursor=${next_cursor}`)).items.map(({ id }) => id)).toEqual([late]);
  });

  test('C-11 another list’s cursor, an unknown type: 422', async () => {
    const foreign = Buffer.from(JSON.stringify({ k: 'changes', p: '1' })).toString('base64url');
    for (const query of [`cursor=${foreign}`, 'types=nothing.happened', 'types=']) {
      const { status, body } = await api.call('GET', `/api/v1/events?${query}`, { key });
      expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'invalid_request' });
    }
  });
});

test('E-18 events are deleted after 30 days with their deliveries, and a cursor goes on all the same', async () => {
  await api.call('POST', '/api/v1/webhook-endpoints', { key, body: { url: 'http://127.0.0.1:1/' } });
  await tellEvents(api, clientId, 'sync.completed', 'sync.completed');
  await deliverEvents(api);
  const { next_cursor } = await fetchEvents();
  const countKept = () =>
    api.database.admin<{ events: number; deliveries: number }>(
      `select (select count(*)::int from outbox_events where client_id = $1) as events,
              (select count(*)::int from webhook_deliveries where client_id = $1) as deliveries`,
      [clientId],
    );
  await deliverEvents(api);
  expect(await countKept()).toEqual([{ events: 2, deliveries: 2 }]);
  for (const table of ['outbox_events', 'webhook_deliveries'])
    await api.database.admin(`update ${table} set created_at = created_at - interval '31 days' where client_id = $1`, [
      clientId,
    ]);
  await api.database.admin(
    'update outbox_events set position = position - 31 * 86400 * 1000000::bigint where client_id = $1',
    [clientId],
  );
  await deliverEvents(api);
  expect(await countKept()).toEqual([{ events: 0, deliveries: 0 }]);
  expect((await fetchEvents()).items).toEqual([]);
  await tellEvents(api, clientId, 'sync.failed');
  await deliverEvents(api);
  expect((await fetchEvents(`cursor=${next_cursor}`)).items.map(({ type }) => type)).toEqual(['sync.failed']);
});
