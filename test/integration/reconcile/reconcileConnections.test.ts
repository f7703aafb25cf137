import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConnectionRef } from '../../../src/contracts/connection.ts';
import { connectionWorkflowId, syncWorkflowId } from '../../../src/contracts/ids.ts';
import type { ReconciledConnections, ReconciledRuns } from '../../../src/contracts/reconcile.ts';
import { connectionStatuses, isFinal } from '../../../src/domain/connectionStatus.ts';
import { isWorkflowOpen } from '../../../src/temporal/isWorkflowOpen.ts';
import { startLifecycle } from '../../../src/temporal/startLifecycle.ts';
import { until } from '../../e2e/until.ts';
import { openReconcileWorld, type ReconcileWorld } from './reconcileWorld.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let world: ReconcileWorld;
beforeAll(async () => {
  world = await openReconcileWorld();
}, 60_000);
afterAll(() => world.close());
afterEach(async () => {
  await world.database.admin('truncate bank_connections cascade');
  for (const workflowId of await openWorkflows())
    await world.temporal.client.workflow.getHandle(workflowId).terminate();
  await until('none is listed as open', async () => (await openWorkflows()).length === 0);
});

async function openWorkflows(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of world.temporal.client.workflow.list({ query: `ExecutionStatus = 'Running'` }))
    ids.push(workflowId);
  return ids;
}
const reconcile = (): Promise<ReconciledConnections> =>
  world.run(world.steps.reconcileConnections, { interactiveQueue: world.queue });
const reconcileRuns = (): Promise<ReconciledRuns> => world.run(() => world.steps.reconcileRuns(), undefined);
const isOpen = (workflowId: string): Promise<boolean> => isWorkflowOpen(world.temporal.client, workflowId);
const start = (ref: ConnectionRef) => startLifecycle(world.temporal.client, ref, world.queue);
const listed = (count: number) => until('all are listed', async () => (await openWorkflows()).length === count);

describe('D.2 each connection that is not final has its workflow', () => {
  test('what is missing is started, whatever its state; what is over is not', async () => {
    const refs = new Map<string, ConnectionRef>();
    for (const status of connectionStatuses) refs.set(status, await world.insertConnection({ status }));
    const live = connectionStatuses.filter((status) => !isFinal(status));
    expect(await reconcile()).toEqual({
      connections: live.length,
      started: live.length,
      alreadyRunning: 0,
      orphans: 0,
      orphanIds: [],
    });
    for (const [status, { connectionId }] of refs)
      expect([status, await isOpen(connectionWorkflowId(connectionId))]).toEqual([
        status,
        live.some((one) => one === status),
      ]);
  });

  test('a second time, and beside itself, it finds nothing to do', async () => {
    for (let count = 0; count < 30; count += 1) await world.insertConnection();
    const both = await Promise.all([reconcile(), reconcile()]);
    // The list of open workflows may be too old to know them: then the server's refusal is the answer.
    expect(both.reduce((sum, { started }) => sum + started, 0)).toBe(30);
    await listed(30);
    expect(await reconcile()).toMatchObject({ connections: 30, started: 0, alreadyRunning: 0, orphans: 0 });
  });

  test('one whose workflow has ended though its row goes on gets a new one', async () => {
    const ref = await world.insertConnection();
    await start(ref);
    await world.temporal.client.workflow.getHandle(connectionWorkflowId(ref.connectionId)).terminate();
    await until('it is listed no more', async () => (await openWorkflows()).length === 0);
    expect(await reconcile()).toMatchObject({ started: 1 });
    expect(await isOpen(connectionWorkflowId(ref.connectionId))).toBe(true);
  });
});

describe('D.2 open workflows without a connection are reported, never terminated', () => {
  test('an unknown one, and one whose connection is over for more than a day', async () => {
    const unknown = { clientId: randomUUID(), connectionId: randomUUID() };
    const over = await world.insertConnection({ status: 'abandoned', sinceAgoMs: 2 * dayMs });
    // What is left of it may still be revoked at the bank.
    const justOver = await world.insertConnection({ status: 'abandoned', sinceAgoMs: hourMs });
    const alive = await world.insertConnection();
    for (const ref of [unknown, over, justOver, alive]) await start(ref);
    await listed(4);
    const orphanIds = [unknown.connectionId, over.connectionId].toSorted();
    expect(await reconcile()).toEqual({ connections: 1, started: 0, alreadyRunning: 0, orphans: 2, orphanIds });
    for (const id of orphanIds) {
      expect(await isOpen(connectionWorkflowId(id))).toBe(true);
      expect(world.logLines()).toContainEqual(
        expect.objectContaining({ level: 'error', alert: 'workflow_orphaned', connection_id: id }),
      );
    }
  });
});

describe('D.2 a running run has its workflow', () => {
  const insertRun = async ({ clientId, connectionId }: ConnectionRef, status: string): Promise<void> => {
    await world.database.admin(
      `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
       values ($1, $2, $3, 'nightly', $4, false, '', '')`,
      [randomUUID(), clientId, connectionId, status],
    );
  };

  test('one that has lost it is taken up by a new one, once; parked and ended ones are not', async () => {
    const lost = await world.insertConnection();
    await insertRun(lost, 'running');
    // Its first step closes the run: who may not sync any more is no reason to leave it open.
    const lostAndOver = await world.insertConnection({ status: 'needs_reconsent' });
    await insertRun(lostAndOver, 'running');
    const parked = await world.insertConnection();
    await insertRun(parked, 'parked');
    const ended = await world.insertConnection();
    await insertRun(ended, 'complete');
    expect(await reconcileRuns()).toEqual({ running: 2, takenUp: 2 });
    expect(await reconcileRuns()).toEqual({ running: 2, takenUp: 0 });
    for (const [ref, open] of [
      [lost, true],
      [lostAndOver, true],
      [parked, false],
      [ended, false],
    ] as const)
      expect(await isOpen(syncWorkflowId(ref.connectionId))).toBe(open);
  });
});
