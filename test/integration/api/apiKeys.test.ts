import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { scopes } from '../../../src/contracts/scopes.ts';
import { serviceScopeId } from '../../../src/contracts/serviceScope.ts';
import { type Answer, itemsOf, openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let admin: string;
beforeAll(async () => {
  api = await openTestApi();
  admin = await api.keyFor('all');
});
afterAll(() => api.close());

const made = z.object({ key: z.string(), api_key: z.object({ id: z.string() }) });
const make = (body: Record<string, unknown>, key = admin): Promise<Answer> =>
  api.call('POST', '/api/v1/api-keys', { key, body: { name: 'ERP', ...body } });
const makeOne = async (body: Record<string, unknown>, key = admin): Promise<{ id: string; text: string }> => {
  const answer = await make(body, key);
  expect(answer.status).toBe(201);
  const { key: text, api_key } = made.parse(answer.body);
  return { id: api_key.id, text };
};
const list = async (key: string): Promise<string[]> => {
  const { body } = await api.call('GET', '/api/v1/api-keys?limit=200', { key });
  return itemsOf(body['items'], { id: z.string() }).map(({ id }) => id);
};
const revoke = (id: string, key = admin) => api.call('DELETE', `/api/v1/api-keys/${id}`, { key });
const statusWith = async (key: string): Promise<number> => (await api.call('GET', '/api/v1/banks', { key })).status;
const told = ({ status, body }: Answer) => ({ status, code: body['code'] });

describe('C-1 keys over HTTP', () => {
  test('C-1 one is made, its text is shown once, it works, it is listed without it', async () => {
    const clientId = randomUUID();
    const { id, text } = await makeOne({ scopes: ['connections:read'], client_ids: [clientId.toUpperCase()] });
    expect(text).toMatch(/^kontosync_test_[0-9a-f]{16}_[\w-]{49}$/);
    expect(await statusWith(text)).toBe(200);
    const listed = await api.call('GET', '/api/v1/api-keys', { key: admin });
    expect(listed.text).not.toContain(text.slice(-49));
    expect(listed.body['items']).toContainEqual({
      id,
      name: 'ERP',
      scopes: ['connections:read'],
      all_clients: false,
      client_ids: [clientId],
      created_at: expect.any(String),
      expires_at: null,
      revoked_at: null,
      last_used_at: expect.any(String),
    });
  });

  test('C-1 two keys live beside each other while callers move from one to the other', async () => {
    const [old, next] = [
      await makeOne({ scopes: ['connections:read'], all_clients: true }),
      await makeOne({ scopes: ['connections:read'], all_clients: true }),
    ];
    expect([await statusWith(old.text), await statusWith(next.text)]).toEqual([200, 200]);
    expect(await revoke(old.id)).toMatchObject({ status: 200, body: { api_key: { revoked_at: expect.any(String) } } });
    api.clock.advance(10_000);
    expect([await statusWith(old.text), await statusWith(next.text)]).toEqual([401, 200]);
  });

  test('C-1 revoked again: the same answer', async () => {
    const { id } = await makeOne({ scopes: ['sync:all'], all_clients: true });
    expect((await revoke(id)).body).toEqual((await revoke(id)).body);
    expect(told(await revoke('0123456789abcdef'))).toEqual({ status: 404, code: 'not_found' });
  });

  test('C-1 it ends when it was said to', async () => {
    const at = (ms: number) => new Date(api.clock.now() + ms).toISOString();
    const { text } = await makeOne({ scopes: ['connections:read'], all_clients: true, expires_at: at(60_000) });
    expect(await statusWith(text)).toBe(200);
    expect(told(await make({ scopes: ['sync:all'], all_clients: true, expires_at: at(-1) }))).toEqual({
      status: 422,
      code: 'invalid_request',
    });
  });

  test.each([
    ['no clients', { scopes: ['sync:all'] }],
    ['both', { scopes: ['sync:all'], all_clients: true, client_ids: [randomUUID()] }],
    ['no scope', { scopes: [], all_clients: true }],
    ['a scope that is none', { scopes: ['root'], all_clients: true }],
  ])('C-11 %s: 422', async (_name, body) => {
    expect((await make(body)).status).toBe(422);
  });
});

describe('C-3 a key within the rights of its maker', () => {
  const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
  let some: string;
  beforeEach(async () => {
    some = await api.keyFor([one, two], ['admin', 'sync:run']);
  });

  test('C-3 it gives what it has', async () => {
    const { text } = await makeOne({ scopes: ['sync:run'], client_ids: [one] }, some);
    expect(await statusWith(text)).toBe(403);
  });

  test.each([
    ['another scope', { scopes: ['sync:run', 'audit:read'], client_ids: [one] }, ['scopes.1']],
    ['another client', { scopes: ['sync:run'], client_ids: [one, three] }, ['client_ids.1']],
    ['every client', { scopes: ['sync:run'], all_clients: true }, ['all_clients']],
  ])('C-3 %s: 403 that names it', async (_name, body, paths) => {
    const answer = await make(body, some);
    expect(told(answer)).toEqual({ status: 403, code: 'beyond_own_rights' });
    expect(itemsOf(answer.body['errors'], { path: z.string() }).map(({ path }) => path)).toEqual(paths);
  });

  test('C-4 it sees and revokes keys of its own clients only; others are unknown', async () => {
    const inside = await makeOne({ scopes: ['sync:run'], client_ids: [two] });
    const outside = [
      await makeOne({ scopes: ['sync:run'], client_ids: [two, three] }),
      await makeOne({ scopes: ['sync:run'], all_clients: true }),
    ];
    const seen = await list(some);
    expect(seen).toContain(inside.id);
    for (const { id } of outside) {
      expect(seen).not.toContain(id);
      expect(told(await revoke(id, some))).toEqual({ status: 404, code: 'not_found' });
    }
    expect((await revoke(inside.id, some)).status).toBe(200);
  });

  test('C-14 page by page, newest first, each once', async () => {
    const whole = await list(admin);
    const paged: string[] = [];
    let query: string | null = '';
    while (query !== null) {
      const { body } = await api.call('GET', `/api/v1/api-keys?limit=2${query}`, { key: admin });
      paged.push(...itemsOf(body['items'], { id: z.string() }).map(({ id }) => id));
      const next = z.string().nullable().parse(body['next_cursor']);
      query = next === null ? null : `&cursor=${next}`;
    }
    expect(paged).toEqual(whole);
  });
});

test('C-19 who made and who revoked a key, and its first use, are in the audit of the service', async () => {
  const { id, text } = await makeOne({ scopes: [...scopes], client_ids: [randomUUID()] });
  await statusWith(text);
  await revoke(id);
  const read = (key: string) => api.call('GET', `/api/v1/audit?client_id=${serviceScopeId}&limit=200`, { key });
  const { body } = await read(admin);
  const entries = itemsOf(body['items'], { action: z.string(), actor: z.string(), subject_id: z.string() });
  const [adminId] = admin.split('_').slice(2);
  expect(entries.filter(({ subject_id }) => subject_id === id).map(({ action, actor }) => [action, actor])).toEqual([
    ['api_key.revoked', adminId],
    ['api_key.first_used', id],
    ['api_key.created', adminId],
  ]);
  expect((await read(await api.keyFor([randomUUID()]))).status).toBe(404);
});

test('C-1 the last key that may administer the service stays, also when two revoke each other at once', async () => {
  const other = await openTestApi();
  try {
    const keys = [await other.keyFor('all'), await other.keyFor('all')];
    await other.keyFor([randomUUID()]); // of one client: it does not count
    const idOf = (text: string | undefined) => String(text).split('_')[2];
    const [a, b] = keys;
    // Both are known to the process: else the second one would find its key revoked.
    for (const key of keys) expect((await other.call('GET', '/api/v1/api-keys', { key })).status).toBe(200);
    const answers = await Promise.all([
      other.call('DELETE', `/api/v1/api-keys/${idOf(b)}`, { key: a ?? '' }),
      other.call('DELETE', `/api/v1/api-keys/${idOf(a)}`, { key: b ?? '' }),
    ]);
    expect(answers.map(told).toSorted((x, y) => x.status - y.status)).toEqual([
      { status: 200, code: undefined },
      { status: 409, code: 'last_admin_key' },
    ]);
  } finally {
    await other.close();
  }
});
