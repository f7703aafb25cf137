import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { findForeignCanaries } from '../../../src/db/repositories/secretsCheck.ts';
import { requireSecrets } from '../../../src/requireSecrets.ts';
import { openSecretsWorld, type Process, processWith, type SecretsWorld } from './secretsWorld.ts';

let world: SecretsWorld;
beforeAll(async () => {
  world = await openSecretsWorld();
});
afterAll(() => world.close());
beforeEach(() => world.forget());

const newSecret = (): string => `${randomUUID()}${randomUUID()}`;
const start = (by: Process) =>
  requireSecrets({ orm: world.database.orm, ...by }, { logger: pino({ level: 'silent' }), patienceMs: 0 });
const canaries = async (): Promise<readonly string[]> =>
  (await world.database.admin<{ key_id: string }>('select key_id from secret_canaries')).map(({ key_id }) => key_id);

describe('secrets at a start', () => {
  test('B-10 the first start lays down a canary, and the same secret starts again', async () => {
    const secret = newSecret();
    expect(await start(processWith([secret]))).toBe(true);
    expect(await start(processWith([secret]))).toBe(true);
    expect(await canaries()).toEqual([processWith([secret]).keyring.currentKeyId]);
  });

  test('B-10 another SECRET_KEY is refused and told which key id is missing, never a secret; it leaves no canary', async () => {
    const [right, wrong] = [newSecret(), newSecret()];
    await start(processWith([right]));
    const refused = start(processWith([wrong]));
    await expect(refused).rejects.toMatchObject({ name: 'ConfigurationError' });
    await expect(refused).rejects.toThrow(`key id ${processWith([right]).keyring.currentKeyId} (secret_canaries)`);
    await expect(refused).rejects.not.toThrow(wrong);
    expect(await canaries()).toHaveLength(1);
    expect(await start(processWith([wrong, right]))).toBe(true);
  });

  test('B-10 a key that only rows need is missed too, and the tables are named', async () => {
    const [old, next] = [newSecret(), newSecret()];
    await world.store(processWith([old]));
    const tables = 'authorization_attempts, bank_grants, quarantined_entries, sync_pages, webhook_endpoints';
    await expect(start(processWith([next]))).rejects.toThrow(
      `key id ${processWith([old]).keyring.currentKeyId} (${tables})`,
    );
  });

  test('B-10 a canary that was altered is told', async () => {
    const secret = newSecret();
    await start(processWith([secret]));
    await world.database.admin(`update secret_canaries set kdf_iterations = 999`);
    await expect(start(processWith([secret]))).rejects.toThrow('was altered');
  });

  test('B-10 a running process learns that another writes with a secret it does not have', async () => {
    const [old, next] = [newSecret(), newSecret()];
    await start(processWith([old]));
    await start(processWith([next, old]));
    const { orm } = world.database;
    expect(await findForeignCanaries({ orm, keyring: processWith([old]).keyring })).toEqual([
      processWith([next]).keyring.currentKeyId,
    ]);
    expect(await findForeignCanaries({ orm, keyring: processWith([old, next]).keyring })).toEqual([]);
  });
});
