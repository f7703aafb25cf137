import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import type { ActivityDeps } from '../../../src/activities/activityDeps.ts';
import { sealSecrets } from '../../../src/activities/grants/grantSecrets.ts';
import { createGrantStore, type GrantKeeper } from '../../../src/activities/grants/grantStore.ts';
import type { BankPort, GrantSecrets } from '../../../src/bank/port.ts';
import type { ConnectionRef } from '../../../src/contracts/connection.ts';
import { createOrm } from '../../../src/db/orm.ts';
import { createCipher } from '../../../src/security/cipher.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { temporaryFolder } from '../local/temporaryFolder.ts';
import { createStubBank, type StubBank } from './stubBank.ts';

export interface GrantRow {
  readonly id: string;
  readonly version: number;
  readonly role: string;
  readonly state: string;
  readonly ciphertext: string | null;
}

/** Connections with a grant in a database of their own, and several processes' worth of stores for it. */
export interface GrantWorld {
  readonly database: TestDatabase;
  readonly bank: StubBank;
  readonly deps: ActivityDeps;
  /** Three stores, each with a pool and a spill folder of its own, as three machines have. */
  readonly stores: readonly [GrantKeeper, GrantKeeper, GrantKeeper];
  /** The dependencies of each of them. */
  readonly machines: readonly ActivityDeps[];
  connect(options?: {
    readonly accessLifeMs?: number;
    readonly status?: string;
    /** As a bank has given them; else made up. */
    readonly secrets?: GrantSecrets;
  }): Promise<ConnectedGrant>;
  grantOf(ref: ConnectionRef): Promise<GrantRow>;
  audits(ref: ConnectionRef): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}
export interface ConnectedGrant {
  readonly ref: ConnectionRef;
  readonly grantId: string;
  readonly secrets: GrantSecrets;
}

/** `port` stands in for the stub, `secretKey` lets other processes read what is stored here. */
export async function openGrantWorld({
  port,
  secretKey = randomUUID(),
}: {
  readonly port?: BankPort;
  readonly secretKey?: string;
} = {}): Promise<GrantWorld> {
  const database = await openTestDatabase();
  const bank = createStubBank();
  const keyring = createKeyring({ secretKey });
  const cipher = createCipher(keyring, { iterations: 1_000 });
  const orms = await Promise.all(
    [1, 2, 3].map((number) =>
      createOrm({ databaseUrl: database.url, applicationName: `machine ${number}`, poolSize: 10 }),
    ),
  );
  const folders = await Promise.all(orms.map(() => temporaryFolder()));
  const depsOf = (orm: MikroORM, spillDir: string): ActivityDeps => ({
    orm,
    bank: port ?? bank,
    cipher,
    keyring,
    clock: { now: Date.now },
    logger: pino({ level: 'silent' }),
    settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir },
  });
  const machines = orms.map((orm, index) => depsOf(orm, folders[index] ?? ''));
  const [first, second, third] = machines;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three machines');

  return {
    database,
    bank,
    deps: first,
    machines,
    stores: [createGrantStore(first), createGrantStore(second), createGrantStore(third)],
    async connect({ accessLifeMs = 3_600_000, status = 'active', secrets = madeUpSecrets() } = {}) {
      const ref = { clientId: randomUUID(), connectionId: randomUUIDv7() };
      const grantId = randomUUIDv7();
      const sealed = await sealSecrets(cipher, { connectionId: ref.connectionId, secrets, salt: Buffer.alloc(16, 5) });
      await database.admin('insert into clients (client_id) values ($1)', [ref.clientId]);
      await database.admin(
        `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', $3)`,
        [ref.connectionId, ref.clientId, status],
      );
      await database.admin(
        `insert into bank_grants (id, client_id, connection_id, attempt_id, role, ciphertext, key_id, kdf_salt,
                                  kdf_iterations, access_expires_at)
         values ($1, $2, $3, $4, 'current', $5, $6, $7, $8, $9)`,
        [
          grantId,
          ref.clientId,
          ref.connectionId,
          randomUUIDv7(),
          sealed.ciphertext,
          sealed.key.keyId,
          sealed.key.salt,
          sealed.key.iterations,
          new Date(Date.now() + accessLifeMs),
        ],
      );
      return { ref, grantId, secrets };
    },
    async grantOf({ connectionId }) {
      const [row] = await database.admin<GrantRow>(
        'select id, version, role, state, ciphertext from bank_grants where connection_id = $1',
        [connectionId],
      );
      if (row === undefined) throw new Error('no grant');
      return row;
    },
    audits: async ({ connectionId }) =>
      (
        await database.admin<{ data: Record<string, unknown> }>(
          `select data from audit_entries where subject_id = $1 and action = 'grant.refresh' order by created_at, id`,
          [connectionId],
        )
      ).map(({ data }) => data),
    async close() {
      await Promise.all(orms.map((orm) => orm.close()));
      await database.close();
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

const madeUpSecrets = (): GrantSecrets => ({
  accessToken: `access-${randomUUID()}`,
  refreshToken: `refresh-${randomUUID()}`,
});
