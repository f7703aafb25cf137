import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { keysCommand } from '../../../src/api/keysCommand.ts';
import { UsageError } from '../../../src/command.ts';
import { ConfigurationError, loadSettings } from '../../../src/config.ts';
import { scopes } from '../../../src/contracts/scopes.ts';
import { useApiKey } from '../../../src/db/repositories/apiKeys.ts';
import { identifyApiKey } from '../../../src/security/apiKey.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const written = { out: '', err: '' };
beforeEach(() => {
  Object.assign(written, { out: '', err: '' });
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((written.out += String(text))));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((written.err += String(text))));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const keys = async (...args: readonly string[]): Promise<{ readonly status: number; readonly out: string }> => {
  const settings = { ...loadSettings({}), databaseUrl: database.url };
  written.out = '';
  const status = await keysCommand({ settings, environment: {}, args });
  return { status, out: written.out };
};

/** What the key whose text was printed may do; null where it opens nothing. */
const openWith = async (text: string) => {
  const presented = identifyApiKey(text.trim());
  return presented === null ? null : useApiKey(database.orm.em, presented);
};

describe('contract 1 keys', () => {
  test('C-1 create shows a key once, which opens every client with every scope but admin', async () => {
    const { status, out } = await keys('create', 'erp');
    expect(status).toBe(0);
    expect(out).toMatch(/^kontosync_test_[0-9a-f]{16}_[\w-]{49}\n$/);
    expect(await openWith(out)).toMatchObject({
      allClients: true,
      clientIds: [],
      scopes: scopes.filter((scope) => scope !== 'admin'),
    });
    expect(written.err).not.toContain(out.trim());
  });

  test('clients and scopes as given', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const { out } = await keys('create', 'x', '--client', one.toUpperCase(), '--scope', 'sync:run', '--client', two);
    expect(await openWith(out)).toMatchObject({ allClients: false, clientIds: [one, two], scopes: ['sync:run'] });
  });

  test('C-1 list shows what a key may do and no secret; a revoked key opens nothing', async () => {
    const name = randomUUID();
    const { out: text } = await keys('create', name);
    const listed = async () => {
      const { out } = await keys('list');
      expect(out).not.toContain(text.trim().slice(-49));
      const lines = out
        .trim()
        .split('\n')
        .map((line) => z.looseObject({ id: z.string(), name: z.string() }).parse(JSON.parse(line)));
      return lines.find((line) => line.name === name);
    };
    const before = await listed();
    expect(before).toMatchObject({ name, all_clients: true, revoked_at: null });
    expect(Object.keys(before ?? {})).not.toContain('secret_sha256');
    expect(await keys('revoke', before?.id ?? '')).toMatchObject({ status: 0 });
    expect(await openWith(text)).toBeNull();
    const after = await listed();
    expect(after?.['revoked_at']).toMatch(/Z$/);
    expect(await keys('revoke', before?.id ?? '')).toMatchObject({ status: 0 });
    expect(await listed()).toEqual(after);
  });

  test.each([
    ['no verb', []],
    ['an unknown verb', ['rotate']],
    ['a key without a name', ['create']],
    ['an option for a name', ['create', '--client', randomUUID()]],
    ['a client that is no UUID', ['create', 'x', '--client', '7']],
    ['a scope that is none', ['create', 'x', '--scope', 'everything']],
    ['an option without its value', ['create', 'x', '--scope']],
    ['an unknown option', ['create', 'x', '--expires', '2027-01-01']],
    ['no id to revoke', ['revoke']],
    ['an id of no key', ['revoke', '0'.repeat(16)]],
  ])('contract 5 wrong use: %s', async (_what, args) => {
    await expect(keys(...args)).rejects.toThrow(UsageError);
    expect(written.out).toBe('');
  });

  test('contract 5 no database is set', async () => {
    const settings = loadSettings({});
    await expect(keysCommand({ settings, environment: {}, args: ['list'] })).rejects.toThrow(ConfigurationError);
  });
});
