import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { takeDeliveries } from '../../../src/activities/webhooks/takeDeliveries.ts';
import { findEndpointSecret, rotateSecret } from '../../../src/db/repositories/webhookEndpoints.ts';
import { addOutboxEvents } from '../../../src/db/sql/effects/addOutboxEvents.ts';
import { settleDeliveries } from '../../../src/db/sql/webhooks/settleDeliveries.ts';
import { acrossClients, withClient } from '../../../src/db/tenantScope.ts';
import { openSecrets, sealSecrets } from '../../../src/webhooks/endpointSecrets.ts';
import { openReceiver, type Receiver, verified } from './receiver.ts';
import { openWebhookWorld, type WebhookWorld } from './webhookWorld.ts';

let world: WebhookWorld;
let receiver: Receiver;
beforeAll(async () => {
  [world, receiver] = await Promise.all([openWebhookWorld({ timeoutMs: 500 }), openReceiver()]);
});
afterAll(() => Promise.all([world.close(), receiver.close()]));
let path: string;
let clientId: string;
beforeEach(() => {
  path = `/${randomUUID()}`;
  clientId = randomUUID();
  world.aheadMs = 0;
  world.failpoint = undefined;
});

/** An endpoint of this test's client. */
const listen = () => world.addEndpoint({ url: receiver.url(path), clients: [clientId] });
const signaturesOf = (index: number): readonly string[] =>
  (receiver.at(path)[index]?.headers['webhook-signature'] ?? '').split(' ');

describe('an event', () => {
  test('D-10 reaches each endpoint that wants it once, signed, with ids and counts only', async () => {
    const all = await world.addEndpoint({ url: receiver.url(`${path}/all`) });
    const { secret } = await listen();
    const typed = await world.addEndpoint({
      url: receiver.url(`${path}/typed`),
      events: ['match.created'],
      clients: [clientId],
    });
    await world.addEndpoint({ url: receiver.url(`${path}/others`), clients: [randomUUID()] });
    await world.tell(clientId, 'transactions.created', { counts: { transactions: 2 }, sync_run_id: randomUUID() });
    expect(await world.deliver()).toMatchObject({ events: 1, delivered: 2, retried: 0, failed: 0 });
    expect(await world.deliver()).toEqual({ events: 0, delivered: 0, retried: 0, failed: 0 });
    const [webhook, ...more] = receiver.at(path);
    expect(more).toEqual([]);
    expect(verified(webhook, secret)).toEqual({
      type: 'transactions.created',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      data: { client_id: clientId, counts: { transactions: 2 }, sync_run_id: expect.any(String) },
    });
    expect(webhook?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(receiver.at(`${path}/all`)).toHaveLength(1);
    expect(receiver.at(`${path}/typed`)).toEqual([]);
    expect(receiver.at(`${path}/others`)).toEqual([]);
    expect(() => verified(webhook, all.secret)).toThrow();
    // The same event is the same message for each of them.
    const ids = [path, `${path}/all`].map((one) => receiver.at(one)[0]?.headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    await world.tell(clientId, 'match.created', { counts: { matches: 1 } });
    await world.deliver();
    expect(verified(receiver.at(`${path}/typed`)[0], typed.secret)).toMatchObject({ type: 'match.created' });
    await world.database.admin('delete from webhook_endpoints where id = $1', [all.id]);
  });

  test('D-10 of before the endpoint is not sent to it', async () => {
    await world.tell(clientId);
    await listen();
    expect(await world.deliver()).toMatchObject({ events: 1, delivered: 0 });
  });

  test('I18 of a change that was rolled back is never told', async () => {
    const { id } = await listen();
    const rolledBack = withClient(world.database.orm.em, { clientId, role: 'kontosync_worker' }, async (em) => {
      await addOutboxEvents(em, clientId, [{ type: 'sync.completed', data: {} }]);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    expect(await world.deliver()).toMatchObject({ events: 0 });
    expect(await world.deliveriesTo(id)).toEqual([]);
  });

  test('D-10 handed on by several at once is delivered once', async () => {
    const { id } = await listen();
    for (let count = 0; count < 5; count += 1) await world.tell(clientId);
    await Promise.all([world.deliver(), world.deliver(), world.deliver()]);
    await world.deliver();
    expect(receiver.at(path)).toHaveLength(5);
    expect(new Set(receiver.at(path).map(({ headers }) => headers['webhook-id'])).size).toBe(5);
    expect(await world.deliveriesTo(id)).toMatchObject(
      Array.from({ length: 5 }, () => ({ status: 'delivered', attempts: 1 })),
    );
  });
});

describe('F17 a receiver', () => {
  test('that answers 500 gets it again by the plan, ten times in all; then it is listed as failed', async () => {
    const { id } = await listen();
    receiver.answers.set(path, 500);
    await world.tell(clientId);
    expect(await world.deliver()).toMatchObject({ retried: 1, failed: 0 });
    const planned = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (const waitS of planned) {
      const [delivery] = await world.deliveriesTo(id);
      expect(delivery).toMatchObject({ status: 'pending', http_status: 500, error_code: 'answered_with_error' });
      expect(delivery?.due_in).toBeGreaterThan(waitS - 5);
      expect(delivery?.due_in).toBeLessThan(waitS * 1.2 + 1);
      expect(await world.deliver()).toMatchObject({ retried: 0, failed: 0 });
      world.aheadMs += (delivery?.due_in ?? 0) * 1_000 + 1;
      await world.deliver();
    }
    const [delivery] = await world.deliveriesTo(id);
    expect(delivery).toMatchObject({ status: 'failed', attempts: 10 });
    expect(delivery?.log).toHaveLength(10);
    expect(receiver.at(path)).toHaveLength(10);
    expect(new Set(receiver.at(path).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.at(path).map(({ body }) => body)).size).toBe(1);
    expect(world.logText()).toMatch(/"end":"failed","http_status":500,"error_code":"answered_with_error"/);
  });

  test.each([
    ['that hangs', () => undefined, 'timed_out', null],
    ['that drips', (response: { write(text: string): void }) => response.write('x'), 'timed_out', null],
    ['that resets the connection', (response: { destroy(): void }) => response.destroy(), 'connection_failed', null],
    ['that redirects', { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } }, 'redirected', 302],
    ['that redirects for good', { status: 308, headers: { location: '/other' } }, 'redirected', 308],
  ] as const)('%s: not delivered, nobody else is asked', async (_what, answer, code, httpStatus) => {
    const { id } = await listen();
    receiver.answers.set(path, answer);
    const before = receiver.received.length;
    await world.tell(clientId);
    expect(await world.deliver()).toMatchObject({ retried: 1 });
    expect(await world.deliveriesTo(id)).toMatchObject([
      { status: 'pending', error_code: code, http_status: httpStatus },
    ]);
    expect(receiver.received).toHaveLength(before + 1);
  });

  test('that answers 410 is disabled: nothing more is sent, until it is enabled', async () => {
    const { id } = await listen();
    receiver.answers.set(path, 410);
    await world.tell(clientId);
    await world.deliver();
    expect(
      await world.database.admin('select status, disabled_because from webhook_endpoints where id = $1', [id]),
    ).toEqual([{ status: 'disabled', disabled_because: 'gone' }]);
    await world.tell(clientId);
    expect(await world.deliver()).toMatchObject({ events: 1, delivered: 0, retried: 0, failed: 0 });
    expect(receiver.at(path)).toHaveLength(1);
    expect(await world.deliveriesTo(id)).toMatchObject([{ status: 'failed', error_code: 'gone' }]);
  });

  test('that asks for time by Retry-After gets it', async () => {
    const { id } = await listen();
    receiver.answers.set(path, { status: 503, headers: { 'retry-after': '3600' } });
    await world.tell(clientId);
    await world.deliver();
    const [delivery] = await world.deliveriesTo(id);
    expect(delivery?.due_in).toBeGreaterThan(3_590);
    expect(delivery?.due_in).toBeLessThan(3_601);
  });

  test('that answers with a large body is heard, and not read to its end', async () => {
    await listen();
    receiver.answers.set(path, (response) => {
      response.writeHead(200);
      response.end('x'.repeat(1_000_000));
    });
    await world.tell(clientId);
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
  });

  test('that is slow holds up no other, and while it fails it is tried by one at a time', async () => {
    const slow = await world.addEndpoint({ url: receiver.url(`${path}/slow`), clients: [clientId] });
    await listen();
    receiver.answers.set(`${path}/slow`, () => undefined);
    for (let count = 0; count < 12; count += 1) await world.tell(clientId);
    await world.deliver(1_300);
    expect(receiver.at(path)).toHaveLength(12);
    // Eight at first; when these have timed out, one at a time.
    const tried = (await world.deliveriesTo(slow.id)).filter(({ attempts }) => attempts > 0);
    expect(tried.length).toBeGreaterThanOrEqual(8);
    expect(tried.length).toBeLessThan(12);
    expect(
      await world.database.admin('select failing_since is not null as fails from webhook_endpoints where id = $1', [
        slow.id,
      ]),
    ).toEqual([{ fails: true }]);
    receiver.answers.delete(`${path}/slow`);
    world.aheadMs += 3_600_000;
    await world.deliver(1_000);
    expect((await world.deliveriesTo(slow.id)).every(({ status }) => status === 'delivered')).toBe(true);
  });
});

test('D-10 towards the end of a round an endpoint that fails gets no try, the others all of theirs', async () => {
  const failing = await world.addEndpoint({ url: receiver.url(`${path}/failing`), clients: [clientId] });
  const { id } = await listen();
  await world.database.admin('update webhook_endpoints set failing_since = now() where id = $1', [failing.id]);
  for (let count = 0; count < 3; count += 1) await world.tell(clientId);
  const take = async (failingToo: boolean, busy: readonly (readonly [string, number])[] = []) => {
    const options = { nowMs: world.deps.clock.now(), places: 128, busy: new Map(busy), failingToo };
    const { deliveries } = await takeDeliveries(world.database.orm, options);
    return deliveries.map(({ endpoint }) => endpoint.id);
  };
  expect(await take(false, [[id, 6]])).toEqual([id, id]);
  expect(await take(false)).toEqual([id]);
  expect(await take(true, [[failing.id, 1]])).toEqual([]);
  expect(await take(true)).toEqual([failing.id]);
  await world.database.admin('delete from webhook_endpoints where id = any($1)', [[failing.id, id]]);
});

describe('D-10 who dies', () => {
  test('between sending and recording sends it once more, under the same webhook-id', async () => {
    const { id, secret } = await listen();
    await world.tell(clientId);
    world.failpoint = (name) => {
      if (name === 'outbox.before_mark') throw new Error('killed');
    };
    await expect(world.deliver()).rejects.toThrow('killed');
    world.failpoint = undefined;
    // Taken: nobody else sends it in the meantime.
    expect(await world.deliver()).toMatchObject({ delivered: 0 });
    world.aheadMs += 61_000;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    const [first, second] = receiver.at(path);
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
    expect(first?.body).toBe(second?.body);
    expect(verified(first, secret)).toEqual(verified(second, secret));
    expect(await world.deliveriesTo(id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  test('before sending loses nothing, and one that comes back late overwrites nothing', async () => {
    const { id } = await listen();
    await world.tell(clientId);
    world.failpoint = (name) => {
      if (name === 'outbox.claimed') throw new Error('killed');
    };
    await expect(world.deliver()).rejects.toThrow('killed');
    world.failpoint = undefined;
    world.aheadMs += 61_000;
    expect(await world.deliver()).toMatchObject({ delivered: 1 });
    expect(receiver.at(path)).toHaveLength(1);
    const [delivery] = await world.deliveriesTo(id);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 2 });
    const late = {
      id: delivery?.id ?? '',
      clientId,
      attempts: 1,
      status: 'failed',
      nextAttemptAt: null,
      gone: true,
      attempt: { at: new Date().toISOString(), duration_ms: 1, http_status: 410, error_code: 'gone' },
    } as const;
    await acrossClients(world.database.orm.em, (em) => settleDeliveries(em, [late], { at: new Date() }));
    expect(await world.deliveriesTo(id)).toMatchObject([{ status: 'delivered', http_status: 204 }]);
  });
});

test('D-10 a rotated secret: both sign until the overlap ends, then the new one alone', async () => {
  const { id, secret: previous } = await listen();
  const newest = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const stored = await findEndpointSecret(world.database.orm.em, { id, within: 'all' });
  if (stored === null) throw new Error('no endpoint');
  const [present] = await openSecrets(world.deps.cipher, stored, Date.now());
  expect(present).toBe(previous);
  await rotateSecret(
    world.database.orm.em,
    {
      id,
      version: stored.version,
      secret: await sealSecrets(world.deps.cipher, id, [newest, previous]),
      previousUntil: new Date(Date.now() + 60_000),
    },
    'test',
  );
  await world.tell(clientId);
  await world.deliver();
  expect(signaturesOf(0)).toHaveLength(2);
  for (const secret of [newest, previous])
    expect(verified(receiver.at(path)[0], secret)).toMatchObject({ type: 'sync.completed' });
  world.aheadMs = 61_000;
  await world.tell(clientId);
  await world.deliver();
  expect(signaturesOf(1)).toHaveLength(1);
  expect(() => verified(receiver.at(path)[1], previous)).toThrow();
});
