import { afterEach, describe, expect, test } from '@jest/globals';
import { connectAccount } from './connectAccount.ts';
import { exportHistory } from './histories.ts';
import { runsOf, storedSum } from './readTables.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';
import { createWorkers, type WorkerProcess } from './workerProcess.ts';

/** `ROWS=20000` for the long form. */
const rows = Number(process.env['ROWS'] ?? 3_000);
const pageSize = 50;
const pages = rows / pageSize;

const world = useWorld({ workers: 'elsewhere' });
const workers = createWorkers();
afterEach(() => workers.killAll());
const startWorker = (): Promise<WorkerProcess> => workers.start(world());

describe('a worker that is killed', () => {
  test(`D-1, D-3 SIGKILL in the middle of a backfill of ${rows} rows: it goes on where it was, no row lost, none doubled`, async () => {
    const { bank, database } = world();
    const worker = await startWorker();
    const account = await bank.openAccount({ rows, pageSize });
    await bank.switchOn({ name: 'net.slow', endpoint: 'transactions', account, delayMs: 10 });
    const { connectionId } = await connectAccount(world(), { account, async: true });
    const staged = async (): Promise<number> => {
      const [row] = await database.admin<{ pages: number }>('select count(*)::int as pages from sync_pages');
      return row?.pages ?? 0;
    };
    // Not at the end of a step, which takes 20 pages: there only the workflow would have to be taken over.
    const middle = Math.floor(pages / 40) * 20 + 5;
    await until('half of the pages is read', async () => (await staged()) >= middle, 60_000);
    worker.child.kill('SIGKILL');
    await worker.gone;
    expect(await staged()).toBeLessThan(pages);
    expect(await storedSum(world(), connectionId)).toEqual({ count: 0, sumMinor: '0' }); // a window is merged whole

    await startWorker();
    // The server notices by the heartbeats that do not come: after 30 s.
    const run = await until(
      'the run has completed',
      async () => (await runsOf(world(), connectionId)).find(({ status }) => status !== 'running'),
      120_000,
    );
    expect(run.status).toBe('complete_unverified');
    const truth = await bank.truth(account);
    expect(truth.count).toBe(rows);
    expect(await storedSum(world(), connectionId)).toEqual(truth);
    expect((await bank.requests('transactions', account)).length).toBeLessThanOrEqual(pages + 2);
    expect(await runsOf(world(), connectionId)).toHaveLength(1);

    const { json } = await exportHistory(world(), `sync/${connectionId}`);
    expect(json.includes('TIMEOUT_TYPE_HEARTBEAT')).toBe(true); // it was the kill that was survived
  }, 300_000);
});
