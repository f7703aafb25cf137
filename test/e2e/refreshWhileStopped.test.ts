import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connectAccount } from './connectAccount.ts';
import { runsOf } from './readTables.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';
import { createWorkers, type WorkerProcess } from './workerProcess.ts';

const world = useWorld({ workers: 'elsewhere' });
const workers = createWorkers();
afterEach(() => workers.killAll());
const startWorker = (): Promise<WorkerProcess> => workers.start(world());

describe('a worker that is stopped while it refreshes', () => {
  test('A-15 SIGTERM during a token answer of 5 s: the token is stored, exit 0, the run goes on elsewhere', async () => {
    const { bank, database, erp, environment } = world();
    const worker = await startWorker();
    const { connectionId } = await connectAccount(world(), { rows: 10 });
    await database.admin(
      `update bank_grants set access_expires_at = now() - interval '1 second' where connection_id = $1`,
      [connectionId],
    );
    await bank.switchOn({ name: 'token.strict-family-revoke' });
    await bank.switchOn({ name: 'net.slow', endpoint: 'token', delayMs: 5_000 });
    await bank.forgetRequests();
    await erp.call('POST', '/api/dnb/sync', {
      body: { connection_id: connectionId },
      headers: { prefer: 'respond-async' },
    });
    await until('the bank is asked', async () => (await bank.requests('token')).length === 1);

    const stoppedAtMs = Date.now();
    worker.child.kill('SIGTERM');
    await worker.gone;
    expect([worker.child.exitCode, worker.child.signalCode]).toEqual([0, null]);
    expect(Date.now() - stoppedAtMs).toBeLessThan(20_000);
    const [grant] = await database.admin<{ version: number; state: string }>(
      'select version, state from bank_grants where connection_id = $1',
      [connectionId],
    );
    expect(grant).toEqual({ version: 2, state: 'good' });
    expect(await readdir(join(environment['KONTOSYNC_DATA_DIR'] ?? '', 'spill'))).toEqual([]);

    await bank.switchOff();
    await startWorker();
    const run = await until(
      'the run has ended',
      async () => (await runsOf(world(), connectionId)).slice(1).find(({ status }) => status !== 'running'),
      90_000,
    );
    expect(run.status).toMatch(/^complete/);
    expect(await bank.requests('token')).toHaveLength(1); // one token request, and nobody was asked for a new consent
  }, 180_000);
});
