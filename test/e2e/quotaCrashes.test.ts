import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { SyncDueInput } from '../../src/contracts/syncDue.ts';
import { connectAccount } from './connectAccount.ts';
import { attemptedAt, runsOf, storedSum } from './readTables.ts';
import { withSoonMissedWorkers } from './soonMissed.ts';
import { until } from './until.ts';
import { createWorkers, type WorkerProcess } from './workerProcess.ts';
import { openWorld, type World } from './world.ts';

const crashes = 6;
/** The day's limit at the bank, for each account and endpoint. */
const callsPerDay = 4;

interface Night {
  readonly world: World;
  readonly connectionId: string;
  /** The bank's id. */
  readonly account: string;
  /** A worker that works until it kills itself there, or is killed. */
  startWorker(failpoint?: string): Promise<WorkerProcess>;
  /** Lets the coordinator look, without waiting for it. */
  look(): Promise<void>;
  /** Each is a read begun: the account's rows fit on one page. */
  firstPageCalls(): Promise<number>;
}

async function end({ child, gone }: WorkerProcess): Promise<void> {
  child.kill('SIGKILL');
  await gone;
}

/** A connection of yesterday, with one new row, whose night begins; the bank refuses a fifth read of the day. */
async function withNight(play: (night: Night) => Promise<void>): Promise<void> {
  const workers = createWorkers();
  const world = await openWorld({ workers: 'elsewhere' });
  try {
    const workersWorld = await withSoonMissedWorkers(world);
    const startWorker = (failpoint?: string): Promise<WorkerProcess> => workers.start(workersWorld, failpoint);
    const first = await startWorker();
    const { connectionId, account } = await connectAccount(world, { rows: 20, pageSize: 50 });
    await end(first);
    await attemptedAt(world, connectionId, new Date(Date.now() - 48 * 3_600_000));
    await world.database.admin('update unattended_bank_reads set bank_day = bank_day - 1');
    await world.bank.book(account, { amount: '17.00' });
    await world.bank.forgetRequests();
    const input: SyncDueInput = { trigger: 'nightly', window: 50, continueAfter: 250 };
    await play({
      world,
      connectionId,
      account,
      startWorker,
      async look() {
        await world.temporal.client.workflow.start('syncDueWorkflow', {
          workflowId: `sync-due/nightly-${randomUUID()}`,
          taskQueue: world.queues.batch,
          args: [input],
        });
      },
      firstPageCalls: async () => (await world.bank.requests('transactions', account)).length,
    });
  } finally {
    await workers.killAll();
    await world.close();
  }
}

/** Starts a worker and waits until it has killed itself there. */
async function crashAt({ startWorker }: Night, place: string): Promise<void> {
  const { child, gone } = await startWorker(place);
  await gone;
  expect([place, child.signalCode]).toEqual([place, 'SIGKILL']);
}

const nightRun = async ({ world, connectionId }: Night) => (await runsOf(world, connectionId))[1];

describe('six crashes in a night', () => {
  // Side by side, as each waits for the server to miss heartbeats.
  test.concurrent(
    'D-12 GIVEN one at each place of a run THEN it ends exact, with no more than four first-page calls',
    () =>
      withNight(async (night) => {
        const places = [
          'stage.after_call',
          'stage.before_commit',
          'stage.after_commit',
          'merge.before',
          'merge.before_commit',
          'merge.after_commit',
        ];
        expect(places).toHaveLength(crashes);
        await night.look();
        for (const place of places) await crashAt(night, place);
        await night.startWorker();
        const { world, connectionId, account } = night;
        await until(
          'the run has ended',
          async () => (await nightRun(night))?.status === 'complete_unverified',
          120_000,
        );
        expect(await storedSum(world, connectionId)).toEqual(await world.bank.truth(account));
        expect(await runsOf(world, connectionId)).toHaveLength(2);
        const calls = await night.firstPageCalls();
        expect(calls).toBeGreaterThan(1);
        expect(calls).toBeLessThanOrEqual(callsPerDay);
      }),
    400_000,
  );

  test.concurrent(
    'D-12 GIVEN all after the answer of a first page THEN three calls, the run is parked, and one read is kept',
    () =>
      withNight(async (night) => {
        await night.look();
        for (let died = 0; died < callsPerDay - 1; died += 1) await crashAt(night, 'stage.after_call');
        const { world } = night;
        for (let died = callsPerDay - 1; died < crashes; died += 1) {
          // It would die after another first page: none is asked for any more, so it is killed from outside.
          const worker = await night.startWorker('stage.after_call');
          await until('the run is parked', async () => (await nightRun(night))?.status === 'parked', 120_000);
          await night.look();
          await end(worker);
        }
        expect(await night.firstPageCalls()).toBe(callsPerDay - 1);
        const [counted] = await world.database.admin<{ used: number; closed: boolean }>(
          `select used, closed from unattended_bank_reads
           where endpoint = 'transactions' and bank_day = (now() at time zone 'Europe/Oslo')::date`,
        );
        expect(counted).toEqual({ used: callsPerDay - 1, closed: false });
      }),
    400_000,
  );
});
