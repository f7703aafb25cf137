import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApiKey } from '../../../src/api/createApiKey.ts';
import { ensureBootstrapKey } from '../../../src/api/ensureBootstrapKey.ts';
import { revokeApiKeyById } from '../../../src/db/repositories/apiKeys.ts';
import { arrangeClient } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const statusWith = async (key: string): Promise<number> => (await api.call('GET', '/api/v1/banks', { key })).status;

describe('API keys', () => {
  test('C-1 no text of a key is in the database', async () => {
    const clientId = await arrangeClient(api.database);
    const key = await api.keyFor([clientId]);
    expect(await statusWith(key)).toBe(200);
    const secret = key.slice(-49); // 43 characters and 6 of checksum
    const rows = await api.database.admin<{ row: string }>('select api_keys::text as row from api_keys');
    const dump = rows.map(({ row }) => row).join('\n');
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
  });

  test('C-1 a revoked key stops to work within ten seconds', async () => {
    const { id, text } = await createApiKey(api.database.orm, {
      name: 'to revoke',
      scopes: ['connections:read'],
      clients: 'all',
      environment: 'test',
    });
    expect(await statusWith(text)).toBe(200);
    await revokeApiKeyById(api.database.orm.em, { id, actor: 'operator', within: 'all', keepsAdmin: false });
    api.clock.advance(10_000);
    expect(await statusWith(text)).toBe(401);
  });

  test('C-1 a key that was never used before it was revoked never works', async () => {
    const { id, text } = await createApiKey(api.database.orm, {
      name: 'revoked at once',
      scopes: ['connections:read'],
      clients: 'all',
      environment: 'test',
    });
    await revokeApiKeyById(api.database.orm.em, { id, actor: 'operator', within: 'all', keepsAdmin: false });
    expect(await statusWith(text)).toBe(401);
  });

  test('C-1 an expired key does not work', async () => {
    const { text } = await createApiKey(api.database.orm, {
      name: 'expired',
      scopes: ['connections:read'],
      clients: 'all',
      environment: 'test',
      expiresAt: new Date(Date.now() - 1_000),
    });
    expect(await statusWith(text)).toBe(401);
  });

  test('C-1 the use of a key is noted at most once a minute', async () => {
    const { id, text } = await createApiKey(api.database.orm, {
      name: 'used',
      scopes: ['connections:read'],
      clients: 'all',
      environment: 'test',
    });
    const lastUse = async (): Promise<number | undefined> => {
      const [row] = await api.database.admin<{ used: Date | null }>(
        'select last_used_at as used from api_keys where id = $1',
        [id],
      );
      return row?.used?.getTime();
    };
    const useAgain = async (): Promise<number | undefined> => {
      api.clock.advance(11_000); // past the cache: the database is asked
      await statusWith(text);
      return lastUse();
    };
    const first = await useAgain();
    expect(first).toBeDefined();
    expect(await useAgain()).toBe(first);
    await api.database.admin(`update api_keys set last_used_at = now() - interval '61 seconds' where id = $1`, [id]);
    expect(await useAgain()).toBeGreaterThanOrEqual(first ?? 0);
  });

  test('contract 2 the bootstrap key is made to exist, another one replaces it', async () => {
    const [first, second] = ['an operator chose this text as a key 1', 'an operator chose this text as a key 2'].map(
      (text) => text.replaceAll(' ', '-'),
    );
    await ensureBootstrapKey(api.database.orm, first ?? '');
    await ensureBootstrapKey(api.database.orm, first ?? '');
    expect(await statusWith(first ?? '')).toBe(200);
    await ensureBootstrapKey(api.database.orm, second ?? '');
    api.clock.advance(10_000);
    expect([await statusWith(first ?? ''), await statusWith(second ?? '')]).toEqual([401, 200]);
  });
});
