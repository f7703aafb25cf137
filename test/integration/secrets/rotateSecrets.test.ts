import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { encryptedTables, expiringTables } from '../../../src/db/sql/secrets/encryptedTables.ts';
import { countRowsLeft } from '../../../src/db/sql/secrets/keysInUse.ts';
import { acrossClients } from '../../../src/db/tenantScope.ts';
import { openSecretsWorld, processWith, type SecretsWorld, type StoredSecrets } from './secretsWorld.ts';

let world: SecretsWorld;
beforeAll(async () => {
  world = await openSecretsWorld();
});
afterAll(() => world.close());
beforeEach(() => world.forget());

const newSecret = (): string => `${randomUUID()}${randomUUID()}`;
const endAttempts = () =>
  world.database.admin(`update authorization_attempts set expires_at = now() - interval '16 minutes'`);
const left = async (by: ReturnType<typeof processWith>) =>
  acrossClients(world.database.orm.em, (em) => countRowsLeft(em, by.cipher.current));

interface GrantRow {
  readonly ciphertext: string | null;
  readonly key_id: string;
  readonly kdf_salt: Buffer;
  readonly kdf_iterations: number;
  readonly version: number;
}
const grantOf = async ({ grantId }: StoredSecrets): Promise<GrantRow> => {
  const [row] = await world.database.admin<GrantRow & { id: string }>('select * from bank_grants where id = $1', [
    grantId,
  ]);
  if (row === undefined) throw new Error('no such grant');
  return row;
};
const openGrant = async ({ cipher }: ReturnType<typeof processWith>, stored: StoredSecrets): Promise<string> => {
  const row = await grantOf(stored);
  return cipher.decrypt({
    connectionId: stored.connectionId,
    kind: 'grant',
    ciphertext: row.ciphertext ?? '',
    keyId: row.key_id,
    salt: row.kdf_salt,
    iterations: row.kdf_iterations,
  });
};

describe('rotation of the stored secrets', () => {
  test('B-11 every table with a key_id is in the list', async () => {
    const tables = await world.database.admin<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'key_id'
         and table_name <> 'secret_canaries' order by 1`,
    );
    const listed = [...encryptedTables, ...expiringTables].map(({ name }) => name);
    expect(tables.map(({ name }) => name)).toEqual(listed.toSorted());
  });

  test('B-11 every row of every table opens with the new secret alone afterwards', async () => {
    const [old, next] = [newSecret(), newSecret()];
    const before = processWith([old, next]);
    const stored = [];
    for (let count = 0; count < 52; count += 1) stored.push(await world.store(before)); // more than a batch
    await endAttempts();
    const during = processWith([next, old]);
    expect(await world.pass(during)).toMatchObject({ rewritten: 260, passedOver: 0, unreadable: 0, next: null });

    const after = processWith([next]);
    expect(await world.keyIds()).toEqual(
      Object.fromEntries(encryptedTables.map(({ name }) => [name, [after.keyring.currentKeyId]])),
    );
    for (const one of stored.slice(0, 3)) expect(await openGrant(after, one)).toBe(`grant of ${one.connectionId}`);
    // A second pass with the new secret alone reads every row again: each has to open.
    expect(await world.pass(processWith([newSecret(), next]))).toMatchObject({ rewritten: 260, unreadable: 0 });
  }, 30_000);

  test('B-8 raising the iterations is the same job', async () => {
    const secret = newSecret();
    const stored = await world.store(processWith([secret]));
    await endAttempts();
    const raised = processWith([secret], 2_000);
    await world.pass(raised);
    expect((await grantOf(stored)).kdf_iterations).toBe(2_000);
    expect(await openGrant(raised, stored)).toBe(`grant of ${stored.connectionId}`);
  });

  test('B-11 a token that is renewed at that moment stays, and its version too', async () => {
    const [old, next] = [newSecret(), newSecret()];
    const stored = await world.store(processWith([old]));
    await endAttempts();
    const refresh = new Client(world.database.adminUrl);
    await refresh.connect();
    try {
      // As a refresh does: the row is held while the bank answers.
      await refresh.query('begin');
      await refresh.query('select from bank_grants where id = $1 for update', [stored.grantId]);
      const during = processWith([next, old]);
      expect(await world.pass(during)).toMatchObject({ passedOver: 1 });
      expect((await grantOf(stored)).version).toBe(1);
      const { cipher } = processWith([old]);
      const renewed = await cipher.encrypt({
        connectionId: stored.connectionId,
        kind: 'grant',
        salt: randomBytes(16),
        plaintext: 'renewed',
      });
      await refresh.query(
        `update bank_grants set version = 2, ciphertext = $2, key_id = $3, kdf_salt = $4 where id = $1`,
        [stored.grantId, renewed.ciphertext, renewed.keyId, renewed.salt],
      );
      await refresh.query('commit');
      expect(await world.pass(during)).toMatchObject({ rewritten: 1, passedOver: 0 });
      expect(await openGrant(processWith([next]), stored)).toBe('renewed');
      expect((await grantOf(stored)).version).toBe(2);
    } finally {
      await refresh.end();
    }
  });

  test('B-11 an authorization under way is waited for, what was wiped only changes its key', async () => {
    const [old, next] = [newSecret(), newSecret()];
    const during = processWith([next, old]);
    const stored = await world.store(processWith([old]));
    await world.database.admin('update bank_grants set ciphertext = null where id = $1', [stored.grantId]);
    expect(await world.pass(during)).toMatchObject({ rewritten: 4 });
    expect(await left(during)).toMatchObject({ due: { authorization_attempts: 1 }, waiting: 1 });
    expect(await grantOf(stored)).toMatchObject({ ciphertext: null, key_id: during.keyring.currentKeyId });
    await endAttempts();
    expect(await left(during)).toMatchObject({ waiting: 0 });
    await world.pass(during);
    expect(await left(during)).toMatchObject({ due: {} });
  });

  test('B-4, B-10 a row that does not open is counted and left as it is, and holds up no other', async () => {
    const [old, next] = [newSecret(), newSecret()];
    const [swapped, , sound] = [
      await world.store(processWith([old])),
      await world.store(processWith([newSecret()])),
      await world.store(processWith([old])),
    ];
    await endAttempts();
    const other = await grantOf(sound);
    await world.database.admin('update bank_grants set ciphertext = $2, kdf_salt = $3 where id = $1', [
      swapped.grantId,
      other.ciphertext,
      other.kdf_salt,
    ]);
    const during = processWith([next, old]);
    expect(await world.pass(during)).toMatchObject({ unreadable: 6, rewritten: 9 });
    expect((await grantOf(swapped)).ciphertext).toBe(other.ciphertext);
    expect(await openGrant(during, sound)).toBe(`grant of ${sound.connectionId}`);
  });

  test('B-11 a worker that the roll-out has not reached does nothing', async () => {
    const [old, next] = [newSecret(), newSecret()];
    await world.store(processWith([old]));
    await endAttempts();
    const ordered = processWith([next]).cipher.current;
    expect(await world.pass(processWith([old, next]), ordered)).toMatchObject({ rewritten: 0, isOtherKey: true });
  });
});
