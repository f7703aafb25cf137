import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { syncWorkflowId } from '../../src/contracts/ids.ts';
import type { SyncDueInput } from '../../src/contracts/syncDue.ts';
import { accepted, connectAccount } from './connectAccount.ts';
import { exportHistory, scheduledActivities } from './histories.ts';
import { attemptedAt, runsOf, type StoredRunRow } from './readTables.ts';
import { testSecrets } from './testSecrets.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const world = useWorld();

const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);
const finals = new Set(['complete', 'complete_unverified', 'partial', 'failed', 'cancelled']);

/** The connection's run of this trigger, once it has ended. */
const endedRun = (connectionId: string, trigger: string): Promise<StoredRunRow> =>
  until(`the ${trigger} run has ended`, async () =>
    (await runsOf(world(), connectionId)).find((run) => run.trigger === trigger && finals.has(run.status)),
  );

describe('the night', () => {
  test('D-8 a quiet night takes at most 6 activities and 45 events', async () => {
    const { connectionId } = await connectAccount(world());
    await attemptedAt(world(), connectionId, hoursAgo(48));
    const input: SyncDueInput = { trigger: 'nightly', window: 50, continueAfter: 250 };
    await world().temporal.client.workflow.execute('syncDueWorkflow', {
      workflowId: `sync-due/nightly-${randomUUID()}`,
      taskQueue: world().queues.batch,
      args: [input],
    });
    const run = await endedRun(connectionId, 'nightly');
    expect(run.status).toBe('complete_unverified');
    await world().temporal.client.workflow.getHandle(syncWorkflowId(connectionId), run.temporal_run_id).result();
    const exported = await exportHistory(world(), syncWorkflowId(connectionId), run.temporal_run_id);
    expect(scheduledActivities(exported)).toEqual([
      'openRun',
      'refreshGrant',
      'fetchPages',
      'mergeWindow',
      'checkBalances',
      'finishRun',
    ]);
    expect(exported.history.events?.length).toBeLessThanOrEqual(45);
  });

  test('C-2 sync/all triggers the coordinator; a second call triggers none', async () => {
    const clientId = randomUUID();
    const connections = await Promise.all([1, 2, 3].map(() => connectAccount(world(), { clientId, rows: 10 })));
    const [fresh, ...rested] = connections;
    for (const { connectionId } of rested) await attemptedAt(world(), connectionId, hoursAgo(13));
    const erp = await world().erpOf([clientId]);
    const syncAll = async (): Promise<unknown> => {
      const answer = await erp.call('POST', '/api/dnb/sync/all', { body: {} });
      expect(answer.status).toBe(202);
      return accepted(z.object({ triggered: z.int(), skipped: z.int() }), answer);
    };
    expect(await syncAll()).toEqual({ triggered: 2, skipped: 1 });
    expect(await syncAll()).toEqual({ triggered: 0, skipped: 3 });
    for (const { connectionId } of rested)
      expect((await endedRun(connectionId, 'all')).status).toBe('complete_unverified');
    expect((await runsOf(world(), fresh?.connectionId ?? '')).map(({ trigger }) => trigger)).toEqual(['first']);
    expect(await syncAll()).toEqual({ triggered: 0, skipped: 3 });
  });

  testSecrets(world);
});
