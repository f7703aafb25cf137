import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openReceiver, type Receiver } from '../webhooks/receiver.ts';
import { type Answer, itemsOf, openTestApi, type TestApi } from './openTestApi.ts';
import { deliverEvents, tellEvents } from './webhookParts.ts';

const made = z.object({ webhook_endpoint: z.looseObject({ id: z.uuid() }) });
const base = '/api/v1/webhook-endpoints';

let api: TestApi;
let receiver: Receiver;
let everything: string;
beforeAll(async () => {
  [api, receiver] = await Promise.all([openTestApi(), openReceiver()]);
  everything = await api.keyFor('all');
});
afterAll(() => Promise.all([api.close(), receiver.close()]));

let clientId: string;
let key: string;
let path: string;
beforeEach(async () => {
  clientId = randomUUID();
  key = await api.keyFor([clientId]);
  path = `/${clientId}`;
});

async function listen(body: Record<string, unknown> = {}, by = key): Promise<{ id: string }> {
  const answer = await api.call('POST', base, { key: by, body: { url: receiver.url(path), ...body } });
  expect(answer.status).toBe(201);
  return made.parse(answer.body).webhook_endpoint;
}
const ask = (method: string, rest: string, by = key, body?: unknown): Promise<Answer> =>
  api.call(method, `${base}${rest}`, { key: by, ...(body === undefined ? {} : { body }) });
const idsSeenBy = async (by: string): Promise<readonly string[]> => {
  const { body } = await ask('GET', '?limit=200', by);
  return itemsOf(body['items'], { id: z.string() }).map(({ id }) => id);
};
/** An answer without what differs from one request to the next. */
const strip = ({ status, body }: Answer) => ({ status, body: { ...body, request_id: null, instance: null } });

describe('C-4 another principal', () => {
  test('sees and changes an endpoint only if it may act for all of its clients', async () => {
    const second = randomUUID();
    const both = await api.keyFor([clientId, second]);
    const stranger = await api.keyFor([randomUUID()]);
    const mine = await listen();
    const shared = await listen({ url: receiver.url(`${path}/shared`) }, both);
    const global = await listen({ url: receiver.url(`${path}/global`) }, everything);
    expect(await idsSeenBy(key)).toEqual([mine.id]);
    expect(await idsSeenBy(both)).toEqual([mine.id, shared.id]);
    expect(await idsSeenBy(stranger)).toEqual([]);
    expect(await idsSeenBy(everything)).toEqual(expect.arrayContaining([mine.id, shared.id, global.id]));
    await tellEvents(api, clientId, 'sync.completed');
    await deliverEvents(api);
    const listed = await ask('GET', `/${shared.id}/deliveries`, both);
    const [delivery] = itemsOf(listed.body['items'], { id: z.string(), client_id: z.string() });
    // The delivery is of a client of this key, the endpoint is not.
    expect(delivery?.client_id).toBe(clientId);
    const missing = await ask('GET', `/${randomUUID()}/deliveries`, key);
    for (const [id, by] of [
      [shared.id, key],
      [global.id, key],
      [global.id, both],
      [mine.id, stranger],
    ] as const)
      for (const [method, rest, body] of [
        ['PATCH', '', { status: 'disabled' }],
        ['DELETE', '', undefined],
        ['POST', '/rotate-secret', {}],
        ['POST', '/test', {}],
        ['GET', '/deliveries', undefined],
      ] as const)
        expect(strip(await ask(method, `/${id}${rest}`, by, body))).toEqual(strip(missing));
    expect(strip(await ask('POST', `/deliveries/${delivery?.id}/replay`, key, {}))).toEqual(strip(missing));
    const rows = await api.database.admin('select status, version from webhook_endpoints where id = any($1)', [
      [mine.id, shared.id, global.id],
    ]);
    expect(rows).toEqual(Array.from({ length: 3 }, () => ({ status: 'enabled', version: 1 })));
    await ask('DELETE', `/${global.id}`, everything);
  });

  test('cannot have events of a foreign client sent to itself, neither at first nor later', async () => {
    const foreign = randomUUID();
    const first = await api.call('POST', base, {
      key,
      body: { url: receiver.url(path), client_ids: [clientId, foreign] },
    });
    expect(first).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const { id } = await listen();
    expect(await ask('PATCH', `/${id}`, key, { client_ids: [foreign] })).toMatchObject({ status: 404 });
    expect(await ask('PATCH', `/${id}`, key, { client_ids: null })).toMatchObject({ status: 422 });
    expect(await ask('POST', `/${id}/test`, key, { client_id: foreign })).toMatchObject({ status: 404 });
    await tellEvents(api, foreign, 'sync.completed');
    await deliverEvents(api);
    expect(receiver.at(path)).toEqual([]);
  });

  test('whose client an endpoint no longer hears of gets nothing more of it, not even what was on its way', async () => {
    const second = randomUUID();
    const both = await api.keyFor([clientId, second]);
    const { id } = await listen({}, both);
    receiver.answers.set(path, 500);
    await tellEvents(api, second, 'sync.completed');
    await deliverEvents(api);
    receiver.answers.delete(path);
    await ask('PATCH', `/${id}`, both, { client_ids: [clientId] });
    await deliverEvents(api, { aheadMs: 60_000 });
    expect(receiver.at(path)).toHaveLength(1);
  });
});
