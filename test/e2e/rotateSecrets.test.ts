import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { encryptedTables } from '../../src/db/sql/secrets/encryptedTables.ts';
import { createCipher } from '../../src/security/cipher.ts';
import { createKeyring, keyIdOf } from '../../src/security/keyring.ts';
import type { rotateSecretsWorkflow } from '../../src/workflows/rotateSecretsWorkflow.ts';
import { accepted, connectAccount, syncedShape } from './connectAccount.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';
import { createWorkers, type WorkerProcess } from './workerProcess.ts';

/** `CONNECTIONS=200` for the long form, which tells its figures. */
const connections = Number(process.env['CONNECTIONS'] ?? 12);
const atATime = 8;
const [old, next] = [`${randomUUID()}${randomUUID()}`, `${randomUUID()}${randomUUID()}`];

// The API is behind all the time: it writes with the old secret, and has the new one listed.
const world = useWorld({
  workers: 'elsewhere',
  simulator: { rotation: 'none' }, // a kill alone may cost a token that rotates; here it is the key that changes
  environment: { SECRET_KEY: old, SECRET_KEYS_PREVIOUS: next },
  inlineWaitMs: 240_000,
});
const workers = createWorkers();
afterEach(() => workers.killAll());
const startWorker = (secretKey: string, previous: string): Promise<WorkerProcess> => {
  const { environment, ...rest } = world();
  return workers.start({
    ...rest,
    environment: { ...environment, SECRET_KEY: secretKey, SECRET_KEYS_PREVIOUS: previous },
  });
};

async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
}

const rowsByKey = async (): Promise<Readonly<Record<string, number>>> => {
  const all = encryptedTables
    .map(({ name }) => `select key_id from ${name} where key_id is not null`)
    .join(' union all ');
  const rows = await world().database.admin<{ key_id: string; count: number }>(
    `select key_id, count(*)::int as count from (${all}) as k group by key_id`,
  );
  return Object.fromEntries(rows.map(({ key_id, count }) => [key_id, count]));
};
/** As if a minute had passed since the last authorization. */
const ageAttempts = () =>
  world().database.admin(`update authorization_attempts set updated_at = now() - interval '2 minutes'`);

/** From now on every state of a grant is written down. */
async function watchGrants(): Promise<void> {
  const { admin } = world().database;
  await admin('create table seen_grants as select 0::bigint as seq, g.* from bank_grants g');
  await admin('create sequence seen_order');
  await admin(`create function see_grant() returns trigger language plpgsql security definer as $$
    begin insert into seen_grants select nextval('seen_order'), new.*; return null; end $$`);
  await admin('create trigger see after insert or update on bank_grants for each row execute function see_grant()');
}

interface SeenRow {
  readonly id: string;
  readonly connection_id: string;
  readonly version: number;
  readonly ciphertext: string;
  readonly key_id: string;
  readonly kdf_salt: Buffer;
  readonly kdf_iterations: number;
}
async function seenGrants() {
  const cipher = createCipher(createKeyring({ secretKey: next, previous: [old] }));
  const rows = await world().database.admin<SeenRow>(
    'select * from seen_grants where ciphertext is not null order by seq',
  );
  const tokens = new Map<string, string>();
  const versions = new Map<string, number>();
  const seen = [];
  for (const row of rows) {
    const { id, connection_id: connectionId, version, ciphertext } = row;
    const key = { keyId: row.key_id, salt: row.kdf_salt, iterations: row.kdf_iterations };
    const text = await cipher.decrypt({ connectionId, kind: 'grant', ciphertext, ...key });
    const first = tokens.get(`${id}/${version}`);
    tokens.set(`${id}/${version}`, first ?? text);
    seen.push({
      version,
      key: key.keyId,
      isSame: first === undefined || first === text,
      isBehind: version < (versions.get(id) ?? 0),
    });
    versions.set(id, version);
  }
  return seen;
}

describe('rotation of SECRET_KEY', () => {
  test(`B-11 ${connections} connections sync and refresh, a worker is killed: every row is on the new key, no token is lost`, async () => {
    const { database, erp, temporal, queues } = world();
    const sync = async (connectionId: string): Promise<void> => {
      const answer = await erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } });
      expect(accepted(syncedShape, answer).status).toMatch(/^complete/);
    };
    const before = await startWorker(old, next);
    const connected: string[] = [];
    await inLanes(Array.from({ length: connections }), async () => {
      connected.push((await connectAccount(world(), { rows: 20, days: 20 })).connectionId);
    });
    await ageAttempts();
    before.child.kill('SIGTERM');
    await before.gone;
    const oldRows = (await rowsByKey())[keyIdOf(old)] ?? 0;
    expect(await rowsByKey()).toEqual({ [keyIdOf(old)]: oldRows });
    expect(oldRows).toBeGreaterThanOrEqual(3 * connections); // a grant, an attempt and a page each

    await watchGrants();
    const doomed = await startWorker(next, old);
    await database.admin(`update bank_grants set access_expires_at = now() - interval '1 minute'`);
    const startedMs = Date.now();
    const syncs = inLanes(connected, sync);
    const rotation = await temporal.client.workflow.start<typeof rotateSecretsWorkflow>('rotateSecretsWorkflow', {
      workflowId: `rotate-secrets/${randomUUID()}`,
      taskQueue: queues.batch,
      workflowExecutionTimeout: '20m',
      args: [{ pauseMs: 500 }],
    });
    await until('some rows are on the new key', async () => ((await rowsByKey())[keyIdOf(next)] ?? 0) > 5, 60_000);
    doomed.child.kill('SIGKILL');
    await doomed.gone;
    await startWorker(next, old);
    // By an API that still writes with the old secret.
    connected.push((await connectAccount(world(), { rows: 20, days: 20 })).connectionId);
    await ageAttempts();
    await syncs;
    const syncedMs = Date.now() - startedMs;
    const outcome = await rotation.result();
    const rotatedMs = Date.now() - startedMs;
    expect(outcome).toMatchObject({ keyId: keyIdOf(next), due: {}, waiting: 0, unreadable: 0 });
    const newRows = (await rowsByKey())[keyIdOf(next)] ?? 0;
    expect(await rowsByKey()).toEqual({ [keyIdOf(next)]: newRows });

    // A version's tokens are the same under either key, and none comes after a later one: no update was lost.
    const seen = await seenGrants();
    expect(seen.filter(({ version, key }) => version === 1 && key === keyIdOf(old)).length).toBeGreaterThan(0);
    expect(seen.filter(({ isSame, isBehind }) => !isSame || isBehind)).toEqual([]);
    const grants = await database.admin<{ state: string }>('select state from bank_grants where version > 1');
    expect(grants.map(({ state }) => state)).toEqual(Array.from({ length: connections }, () => 'good'));

    await workers.killAll();
    await startWorker(next, '');
    await database.admin(`update bank_grants set access_expires_at = now() - interval '1 minute'`);
    await inLanes(connected, sync);
    const failed = await database.admin(`select id from sync_runs where status not like 'complete%'`);
    expect(failed).toEqual([]);
    if (process.env['CONNECTIONS'] !== undefined)
      process.stdout.write(
        `${JSON.stringify({ connections, rows: newRows, rewritten: outcome.rewritten, syncedMs, rotatedMs })}\n`,
      );
  }, 900_000);
});
