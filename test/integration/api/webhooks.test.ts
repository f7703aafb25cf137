import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openReceiver, type Receiver, verified } from '../webhooks/receiver.ts';
import { type Answer, itemsOf, openTestApi, type TestApi } from './openTestApi.ts';
import { deliverEvents, tellEvents } from './webhookParts.ts';

const made = z.object({ secret: z.string(), webhook_endpoint: z.looseObject({ id: z.uuid() }) });
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

async function listen(body: Record<string, unknown> = {}, by = key): Promise<{ id: string; secret: string }> {
  const answer = await api.call('POST', base, { key: by, body: { url: receiver.url(path), ...body } });
  expect(answer.status).toBe(201);
  const { secret, webhook_endpoint } = made.parse(answer.body);
  return { secret, id: webhook_endpoint.id };
}
const ask = (method: string, rest: string, by = key, body?: unknown): Promise<Answer> =>
  api.call(method, `${base}${rest}`, { key: by, ...(body === undefined ? {} : { body }) });

describe('an endpoint', () => {
  test('D-10 is made with a secret that is shown this once', async () => {
    const answer = await api.call('POST', base, { key, body: { url: receiver.url(path), events: ['sync.completed'] } });
    const { secret, webhook_endpoint } = made.parse(answer.body);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook_endpoint).toEqual({
      id: expect.any(String),
      url: receiver.url(path),
      events: ['sync.completed'],
      client_ids: [clientId],
      status: 'enabled',
      disabled_because: null,
      failing_since: null,
      previous_secret_until: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    const list = await ask('GET', '');
    expect(list.body['items']).toEqual([webhook_endpoint]);
    expect(list.text).not.toContain('whsec_');
    const rows = await api.database.admin('select row_to_json(w)::text as row from webhook_endpoints w');
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6));
    expect(JSON.stringify(api.logLines)).not.toContain(secret.slice(6));
  });

  test('C-16 production takes public https on 443 and 8443, and named hosts', async () => {
    const strict = await openTestApi({ settings: { sandbox: false, webhookPrivateHosts: new Set(['erp.internal']) } });
    try {
      const strictKey = await strict.keyFor('all');
      const add = (url: string): Promise<Answer> => strict.call('POST', base, { key: strictKey, body: { url } });
      for (const [url, message] of [
        ['http://erp.example/', 'https is required'],
        ['https://erp.example:9000/', 'port 443 or 8443'],
        ['https://127.0.0.1/', 'not an address on the public internet'],
        ['https://[::ffff:10.0.0.1]/', 'not an address on the public internet'],
        ['https://user:word@erp.example/', 'no user, password or fragment'],
      ] as const)
        expect(await add(url)).toMatchObject({ status: 422, body: { errors: [{ path: 'url', message }] } });
      const { id } = made.parse((await add('https://erp.internal:9000/')).body).webhook_endpoint;
      const moved = await strict.call('PATCH', `${base}/${id}`, { key: strictKey, body: { url: 'https://10.0.0.1/' } });
      expect(moved.status).toBe(422);
    } finally {
      await strict.close();
    }
  });

  test.each([
    [{ events: ['nothing.happened'] }, 'events.0'],
    [{ url: 'no address' }, 'url'],
    [{ client_ids: [] }, 'client_ids'],
    [{ client_ids: null }, 'client_ids'],
    [{ secret: 'whsec_mine' }, 'body'],
  ])('C-11 %j: 422', async (change, where) => {
    const { status, body } = await api.call('POST', base, { key, body: { url: receiver.url(path), ...change } });
    expect(status).toBe(422);
    expect(itemsOf(body['errors'], { path: z.string() }).map((error) => error.path)).toEqual([where]);
  });

  test('contract 3.2 of a key for every client hears of every client, or of those that it names', async () => {
    const { body } = await api.call('POST', base, { key: everything, body: { url: receiver.url(path) } });
    expect(body['webhook_endpoint']).toMatchObject({ client_ids: null });
    const some = [randomUUID(), randomUUID()];
    const named = { url: receiver.url(path), client_ids: some };
    const second = await api.call('POST', base, { key: everything, body: named });
    expect(second.body['webhook_endpoint']).toMatchObject({ client_ids: some });
    for (const one of [body, second.body]) await ask('DELETE', `/${made.parse(one).webhook_endpoint.id}`, everything);
  });

  test('D-10 changed: what is left out stays; enabled anew it counts as never tried', async () => {
    const { id } = await listen();
    const other = receiver.url(`${path}/other`);
    const changed = await ask('PATCH', `/${id}`, key, { url: other, events: ['match.created'] });
    expect(changed.body).toMatchObject({ url: other, events: ['match.created'], client_ids: [clientId] });
    const disabled = await ask('PATCH', `/${id}`, key, { status: 'disabled' });
    expect(disabled.body).toMatchObject({ status: 'disabled', disabled_because: 'request', events: ['match.created'] });
    expect(await ask('POST', `/${id}/test`, key, {})).toMatchObject({
      status: 409,
      body: { code: 'endpoint_disabled' },
    });
    await tellEvents(api, clientId, 'match.created');
    expect(await deliverEvents(api)).toMatchObject({ delivered: 0 });
    const enabled = await ask('PATCH', `/${id}`, key, { status: 'enabled', events: [] });
    expect(enabled.body).toMatchObject({ status: 'enabled', disabled_because: null, events: [] });
  });

  test('D-10 deleted: nothing is sent any more, and nobody finds it', async () => {
    const { id } = await listen();
    await tellEvents(api, clientId, 'sync.completed');
    receiver.answers.set(path, 500);
    await deliverEvents(api);
    expect((await ask('DELETE', `/${id}`)).body).toEqual({ success: true });
    for (const call of [ask('DELETE', `/${id}`), ask('GET', `/${id}/deliveries`), ask('POST', `/${id}/test`, key, {})])
      expect(await call).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await deliverEvents(api, { aheadMs: 86_400_000 });
    expect(receiver.at(path)).toHaveLength(1);
  });

  test("C-19 what was done to it stands in the service's trail, without its address", async () => {
    const { id } = await listen();
    await ask('PATCH', `/${id}`, key, { status: 'disabled' });
    await ask('POST', `/${id}/rotate-secret`, key, {});
    await ask('DELETE', `/${id}`);
    const entries = await api.database.admin<{ action: string; actor: string; data: unknown }>(
      'select action, actor, data from audit_entries where subject_id = $1 order by created_at, id',
      [id],
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'webhook_endpoint.created',
      'webhook_endpoint.changed',
      'webhook_endpoint.secret_rotated',
      'webhook_endpoint.deleted',
    ]);
    expect(JSON.stringify(entries)).not.toContain('127.0.0.1');
  });
});

describe('a secret', () => {
  test('D-10 is rotated: for a day both sign, then the new one alone; one before that signs no more', async () => {
    const { id, secret: first } = await listen();
    const rotated = await ask('POST', `/${id}/rotate-secret`, key, {});
    const { secret: second } = made.parse(rotated.body);
    expect(rotated.body['webhook_endpoint']).toMatchObject({ previous_secret_until: expect.stringMatching(/Z$/) });
    await tellEvents(api, clientId, 'sync.completed');
    await deliverEvents(api);
    for (const secret of [first, second]) verified(receiver.at(path)[0], secret);
    const { secret: third } = made.parse((await ask('POST', `/${id}/rotate-secret`, key, {})).body);
    await tellEvents(api, clientId, 'sync.completed');
    await deliverEvents(api);
    const webhook = receiver.at(path)[1];
    for (const secret of [second, third]) verified(webhook, secret);
    expect(() => verified(webhook, first)).toThrow();
    expect(new Set([first, second, third]).size).toBe(3);
  });
});

describe('deliveries', () => {
  test('D-10 a test event goes to this endpoint alone, and its delivery tells what came of it', async () => {
    const { id, secret } = await listen({ events: ['match.created'] });
    await listen({ url: receiver.url(`${path}/other`) });
    const asked = await ask('POST', `/${id}/test`, key, {});
    expect(asked).toMatchObject({ status: 202, body: { type: 'webhook.test', status: 'pending', endpoint_id: id } });
    await deliverEvents(api);
    expect(verified(receiver.at(path)[0], secret)).toMatchObject({
      type: 'webhook.test',
      data: { client_id: clientId },
    });
    expect(receiver.at(`${path}/other`)).toEqual([]);
    const { body } = await ask('GET', `/${id}/deliveries`);
    expect(body['items']).toEqual([
      {
        id: asked.body['id'],
        endpoint_id: id,
        event_id: receiver.at(path)[0]?.headers['webhook-id'],
        client_id: clientId,
        type: 'webhook.test',
        status: 'delivered',
        attempts: 1,
        next_attempt_at: null,
        http_status: 204,
        error_code: null,
        log: [{ at: expect.any(String), duration_ms: expect.any(Number), http_status: 204, error_code: null }],
        created_at: expect.any(String),
        finished_at: expect.any(String),
      },
    ]);
    const events = await api.call('GET', `/api/v1/events?client_id=${clientId}`, { key });
    expect(events.body['items']).toEqual([]);
  });

  test('D-10 for every client the test says whose event it is', async () => {
    const { id } = await listen({}, everything);
    const vague = await ask('POST', `/${id}/test`, everything, {});
    expect(vague).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
    const named = await ask('POST', `/${id}/test`, everything, { client_id: clientId });
    expect(named).toMatchObject({ status: 202, body: { client_id: clientId } });
    await ask('DELETE', `/${id}`, everything);
  });

  test('D-10 one that failed is listed, and replayed under the same webhook-id', async () => {
    const { id, secret } = await listen();
    receiver.answers.set(path, 410);
    await tellEvents(api, clientId, 'sync.completed');
    await deliverEvents(api);
    receiver.answers.delete(path);
    const failed = await ask('GET', `/${id}/deliveries?status=failed`);
    const [delivery] = itemsOf(failed.body['items'], { id: z.string(), error_code: z.string() });
    expect(delivery?.error_code).toBe('gone');
    const replay = (): Promise<Answer> => ask('POST', `/deliveries/${delivery?.id}/replay`, key, {});
    expect(await replay()).toMatchObject({ status: 409, body: { code: 'endpoint_disabled' } });
    await ask('PATCH', `/${id}`, key, { status: 'enabled' });
    expect(await replay()).toMatchObject({ status: 202, body: { status: 'pending', finished_at: null, attempts: 1 } });
    expect(await deliverEvents(api)).toMatchObject({ delivered: 1 });
    const [first, second] = receiver.at(path);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(verified(second, secret)).toMatchObject({ type: 'sync.completed' });
    expect((await ask('GET', `/${id}/deliveries?status=failed`)).body['items']).toEqual([]);
  });

  test('C-14 the log page by page, newest first', async () => {
    const { id } = await listen();
    for (let count = 0; count < 5; count += 1) await tellEvents(api, clientId, 'sync.completed');
    await deliverEvents(api);
    const first = await ask('GET', `/${id}/deliveries?limit=3`);
    const second = await ask('GET', `/${id}/deliveries?limit=3&cursor=${String(first.body['next_cursor'])}`);
    const ids = [first, second].flatMap(({ body }) => itemsOf(body['items'], { id: z.string() }).map((one) => one.id));
    expect(new Set(ids).size).toBe(5);
    expect(second.body['next_cursor']).toBeNull();
  });
});
