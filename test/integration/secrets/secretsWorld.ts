import { randomBytes, randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { createRotateSecrets } from '../../../src/activities/secrets/rotateSecrets.ts';
import type { ReencryptedLot, RotationPlace, RotationTarget } from '../../../src/contracts/rotateSecrets.ts';
import { encryptedTables } from '../../../src/db/sql/secrets/encryptedTables.ts';
import { type Cipher, createCipher } from '../../../src/security/cipher.ts';
import { createKeyring, type Keyring } from '../../../src/security/keyring.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';

export interface Process {
  readonly keyring: Keyring;
  readonly cipher: Cipher;
}

/** The secrets of a process with these settings, the current one first. */
export function processWith(secretKeys: readonly string[], iterations = 1_000): Process {
  const [secretKey = '', ...previous] = secretKeys;
  const keyring = createKeyring({ secretKey, previous });
  return { keyring, cipher: createCipher(keyring, { iterations }) };
}

/** A row of each table that holds a secret, as a process has written it. */
export interface StoredSecrets {
  readonly clientId: string;
  readonly connectionId: string;
  readonly grantId: string;
}

export interface SecretsWorld {
  readonly database: TestDatabase;
  store(by: Process): Promise<StoredSecrets>;
  /** One pass of the rotation by a worker, to its current key unless another one is ordered. */
  pass(by: Process, target?: RotationTarget): Promise<ReencryptedLot>;
  /** No row of the tests before. */
  forget(): Promise<void>;
  /** Key ids by table, of the rows that have one. */
  keyIds(): Promise<Readonly<Record<string, readonly string[]>>>;
  close(): Promise<void>;
}

const tables = encryptedTables.map(({ name }) => name);

export async function openSecretsWorld(): Promise<SecretsWorld> {
  const database = await openTestDatabase();
  const { admin } = database;
  await admin('set session_replication_role = replica'); // parents of no interest are left out
  const stepsOf = ({ keyring, cipher }: Process) =>
    createRotateSecrets({
      orm: database.orm,
      keyring,
      cipher,
      clock: { now: Date.now },
      logger: pino({ level: 'silent' }),
    });

  return {
    database,
    async store({ cipher }) {
      const [clientId, connectionId, runId, grantId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
      const salt = randomBytes(16);
      const text = (kind: string) =>
        cipher.encrypt({ connectionId, kind, salt, plaintext: `${kind} of ${connectionId}` });
      const bytes = (kind: string) =>
        cipher.encryptBytes({ connectionId, kind, salt, bytes: Buffer.from(`${kind} of ${connectionId}`) });
      const { keyId, iterations } = cipher.current;
      const key = [keyId, salt, iterations];
      await admin(
        `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
         values ($1, $2, $3, 'nightly', 'complete', false, '', '')`,
        [runId, clientId, connectionId],
      );
      await admin(
        `insert into bank_grants (id, client_id, connection_id, attempt_id, role, ciphertext, key_id, kdf_salt, kdf_iterations)
         values ($1, $2, $3, $4, 'current', $5, $6, $7, $8)`,
        [grantId, clientId, connectionId, randomUUID(), (await text('grant')).ciphertext, ...key],
      );
      await admin(
        `insert into authorization_attempts (id, client_id, connection_id, status, state_hash, principal_id, redirect_uri,
           scope, ciphertext, url_ciphertext, key_id, kdf_salt, kdf_iterations, expires_at)
         values ($1, $2, $3, 'initiated', $4, '', '', '', $5, $6, $7, $8, $9, now() + interval '15 minutes')`,
        [
          randomUUID(),
          clientId,
          connectionId,
          randomBytes(32),
          (await text('attempt')).ciphertext,
          (await text('url')).ciphertext,
          ...key,
        ],
      );
      await admin(
        `insert into sync_pages (client_id, run_id, account_id, purpose, page_no, page_key, body_sha256, body, key_id,
           kdf_salt, kdf_iterations)
         values ($1, $2, $3, 'window', 1, '', '', $4, $5, $6, $7)`,
        [clientId, runId, randomUUID(), (await bytes('page')).ciphertext, ...key],
      );
      await admin(
        `insert into quarantined_entries (id, client_id, run_id, account_id, page_no, position, reason, raw, key_id,
           kdf_salt, kdf_iterations)
         values ($1, $2, $3, $4, 1, 1, 'x', $5, $6, $7, $8)`,
        [randomUUID(), clientId, runId, randomUUID(), (await bytes('quarantine')).ciphertext, ...key],
      );
      const endpointId = randomUUID();
      const webhook = await cipher.encrypt({
        connectionId: endpointId,
        kind: 'webhook',
        salt,
        plaintext: '["whsec_x"]',
      });
      await admin(
        `insert into webhook_endpoints (id, url, events, all_clients, client_ids, ciphertext, key_id, kdf_salt, kdf_iterations)
         values ($1, 'https://erp.example', '[]', true, '[]', $2, $3, $4, $5)`,
        [endpointId, webhook.ciphertext, ...key],
      );
      return { clientId, connectionId, grantId };
    },
    async pass(by, target = by.cipher.current) {
      const { reencryptLot } = stepsOf(by);
      const done = { rewritten: 0, passedOver: 0, unreadable: 0 };
      let place: RotationPlace | null = null;
      for (;;) {
        const lot: ReencryptedLot = await new MockActivityEnvironment().run(reencryptLot, {
          target,
          place,
        });
        done.rewritten += lot.rewritten;
        done.passedOver += lot.passedOver;
        done.unreadable += lot.unreadable;
        place = lot.next;
        if (place === null || lot.isOtherKey) return { ...lot, ...done };
      }
    },
    async keyIds() {
      const found = await admin<{ name: string; ids: string[] }>(
        tables
          .map((name) => `select '${name}' as name, array_agg(distinct key_id order by key_id) as ids from ${name}`)
          .join(' union all '),
      );
      return Object.fromEntries(found.map(({ name, ids }) => [name, ids]));
    },
    async forget() {
      await admin(`truncate ${[...tables, 'secret_canaries'].join(', ')} cascade`);
    },
    close: () => database.close(),
  };
}
