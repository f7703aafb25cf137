import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { SyncDueCounts, SyncDueInput } from '../../src/contracts/syncDue.ts';
import { accepted, type Connected, connectAccount, syncedShape } from './connectAccount.ts';
import { runsOf, type StoredRunRow, storedSum } from './readTables.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const world = useWorld();
afterEach(() => world().bank.switchOff());

const parkedShape = z.object({ status: z.literal('parked'), run_id: z.uuid(), retry_at: z.iso.datetime() });

const sync = ({ connectionId }: Connected, headers: Readonly<Record<string, string>> = {}) =>
  world().erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId }, headers });
const calls = async ({ account }: Connected): Promise<number> =>
  (await world().bank.requests('transactions', account)).length;

/** What the coordinator started. */
const look = (): Promise<SyncDueCounts> =>
  world().temporal.client.workflow.execute('syncDueWorkflow', {
    workflowId: `sync-due/test-${randomUUID()}`,
    taskQueue: world().queues.batch,
    args: [{ trigger: 'due', window: 50, continueAfter: 250 } satisfies SyncDueInput],
  });

/** A connection whose second sync the bank has parked by saying that there are no more reads today; asked once. */
async function parked(): Promise<{ readonly connected: Connected; readonly runId: string; readonly retryAt: string }> {
  const connected = await connectAccount(world(), { rows: 10 });
  const { account } = connected;
  await world().bank.book(account, { amount: '1.00' });
  await world().bank.forgetRequests();
  await world().bank.switchOn({ name: 'quota.429-body', endpoint: 'transactions', account });
  const { run_id: runId, retry_at: retryAt } = accepted(parkedShape, await sync(connected));
  expect(await calls(connected)).toBe(1);
  return { connected, runId, retryAt };
}

const endedRun = (connectionId: string, runId: string): Promise<StoredRunRow> =>
  until('the run has ended', async () =>
    (await runsOf(world(), connectionId)).find(({ id, status }) => id === runId && status.startsWith('complete')),
  );

describe('a run that the bank has parked', () => {
  test("D-12 waits for the bank's next day: neither the ERP nor the coordinator asks the bank again", async () => {
    const { connected, runId, retryAt } = await parked();
    const waitMs = Date.parse(retryAt) - Date.now();
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(25 * 3_600_000); // a day of the bank may have 25 hours
    await world().bank.switchOff();
    expect(accepted(parkedShape, await sync(connected))).toMatchObject({ run_id: runId, retry_at: retryAt });
    expect(await look()).toEqual({ started: 0, alreadyRunning: 0 });
    expect(await calls(connected)).toBe(1);
  });

  test('D-12 is gone on with by the coordinator once its time has come', async () => {
    const { connected, runId } = await parked();
    const { connectionId, account } = connected;
    await world().bank.switchOff();
    // As if it had been yesterday.
    await world().database.admin(`update sync_runs set retry_at = now() - interval '1 minute' where id = $1`, [runId]);
    await world().database.admin(
      `update unattended_bank_reads set bank_day = bank_day - 1
       where account_id in (select id from bank_accounts where connection_id = $1)`,
      [connectionId],
    );
    expect(await look()).toEqual({ started: 1, alreadyRunning: 0 });
    await endedRun(connectionId, runId);
    expect(await storedSum(world(), connectionId)).toEqual(await world().bank.truth(account));
    expect(await runsOf(world(), connectionId)).toHaveLength(2); // the first sync, and this one
  });

  test('contract 3.1 goes on at once for a person, whose calls the bank does not count', async () => {
    const { connected, runId } = await parked();
    const { connectionId, account } = connected;
    await world().bank.switchOff();
    const synced = accepted(syncedShape, await sync(connected, { 'psu-ip-address': '192.0.2.10' }));
    expect(synced).toMatchObject({ run_id: runId, sync_result: { new: 1 } });
    expect(await storedSum(world(), connectionId)).toEqual(await world().bank.truth(account));
  });

  test('D-12 a wait that is short and named is waited for: the run is not parked', async () => {
    const connected = await connectAccount(world(), { rows: 10 });
    const { connectionId, account } = connected;
    await world().bank.forgetRequests();
    await world().bank.switchOn({
      name: 'quota.429-retry',
      endpoint: 'transactions',
      account,
      retryAfter: 3,
      when: { times: 1 },
    });
    const beganAt = Date.now();
    const { run_id: runId } = accepted(syncedShape, await sync(connected));
    expect(Date.now() - beganAt).toBeGreaterThanOrEqual(3_000);
    expect(await calls(connected)).toBe(2);
    await endedRun(connectionId, runId);
  });
});
