import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { RotationProgress } from '../../src/contracts/rotateSecrets.ts';
import { encryptedTables } from '../../src/db/sql/secrets/encryptedTables.ts';
import { keyIdOf } from '../../src/security/keyring.ts';
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

    const doomed = await startWorker(next, old);
    await database.admin(`update bank_grants set access_expires_at = now() - interval '1 minute'`);
    const startedMs = Date.now();
    const syncs = inLanes(connected, sync);
    const rotation = await temporal.client.workflow.start('rotateSecretsWorkflow', {
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
    const outcome: RotationProgress = await rotation.result();
    const rotatedMs = Date.now() - startedMs;
    expect(outcome).toMatchObject({ keyId: keyIdOf(next), due: {}, waiting: 0, unreadable: 0 });
    const newRows = (await rowsByKey())[keyIdOf(next)] ?? 0;
    expect(await rowsByKey()).toEqual({ [keyIdOf(next)]: newRows });

    // Each was refreshed once, at the time: no refresh was lost or repeated by a row that went back.
    const grants = await database.admin<{ version: number; state: string }>('select version, state from bank_grants');
    expect(grants.filter(({ state }) => state !== 'good')).toEqual([]);
    expect(grants.filter(({ version }) => version === 2).length).toBeGreaterThanOrEqual(connections);

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
