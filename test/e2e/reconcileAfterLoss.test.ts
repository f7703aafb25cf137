/** The reconciler at its largest task: Temporal's database is gone, and only the tables are left (D.2, design 2). */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { findTemporal, withTemporalSettings } from '../../scripts/findTemporal.mjs';
import { getState } from '../../src/contracts/connection.ts';
import { connectionWorkflowId, reconcileWorkflowId, scheduleIds } from '../../src/contracts/ids.ts';
import type { ScheduleSettings } from '../../src/contracts/reconcile.ts';
import { freePort } from '../../src/local/ports.ts';
import { type RunningTemporalServer, startTemporalServer } from '../../src/local/temporalServer.ts';
import { createLogger } from '../../src/logger.ts';
import { isWorkflowOpen } from '../../src/temporal/isWorkflowOpen.ts';
import { prepareEngine } from '../../src/temporal/prepareEngine.ts';
import { type EngineWatch, watchEngine } from '../../src/worker/watchEngine.ts';
import type { reconcileWorkflow } from '../../src/workflows/reconcileWorkflow.ts';
import { temporaryFolder } from '../integration/local/temporaryFolder.ts';
import { accepted, connectAccount } from './connectAccount.ts';
import { until } from './until.ts';
import { openWorld, type World } from './world.ts';

const connectionCount = Number(process.env['LOST_CONNECTIONS'] ?? 50);
const rows = 20;

const found = findTemporal(withTemporalSettings({ ...process.env, TEMPORAL_ADDRESS: '' }));
// Where the tests use a server that runs elsewhere there may be no executable.
const describeWithExecutable = found.kind === 'executable' ? describe : describe.skip;

describeWithExecutable('Temporal’s database is lost', () => {
  let folder: string;
  let port: number;
  let server: RunningTemporalServer;
  let world: World;
  let watch: EngineWatch | undefined;
  beforeAll(async () => {
    folder = await temporaryFolder();
    port = await freePort();
    server = await startServer('lost');
    world = await openWorld({ environment: { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: 'lost' } });
    await prepareEngine(world.temporal, settings());
  }, 120_000);
  afterAll(async () => {
    await watch?.close();
    await world?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  /** Without our search attributes: the program makes what is missing. */
  const startServer = (namespace: string): Promise<RunningTemporalServer> =>
    startTemporalServer({
      executable: found.kind === 'executable' ? found.path : '',
      port,
      namespace,
      dbFile: join(folder, 'temporal.db'),
      searchAttributes: {},
      logFile: join(folder, 'temporal.log'),
    });
  const settings = (): ScheduleSettings => ({
    taskQueue: world.queues.batch,
    interactiveQueue: world.queues.interactive,
    time: new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16),
    timeZone: 'UTC',
    concurrency: 50,
    schedule: 'temporal',
  });
  const loseDatabase = async (): Promise<void> => {
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    for (const suffix of ['', '-wal', '-shm']) await rm(join(folder, `temporal.db${suffix}`), { force: true });
  };

  const storedRows = async (): Promise<unknown> => {
    const [sum] = await world.database.admin(
      `select count(*)::int as rows, sum(amount_minor)::text as sum, count(distinct account_id)::int as accounts
       from bank_transactions where status = 'booked'`,
    );
    return sum;
  };
  const runsEnded = async (trigger: string): Promise<number> => {
    const [row] = await world.database.admin<{ ended: number }>(
      `select count(*)::int as ended from sync_runs where trigger = $1 and status = 'complete_unverified'`,
      [trigger],
    );
    return row?.ended ?? 0;
  };

  test('each connection has its workflow again, the Schedules are back, and the next night adds no row', async () => {
    const ids: string[] = [];
    for (let left = connectionCount; left > 0; left -= 5) {
      const lot = Array.from({ length: Math.min(5, left) }, () => connectAccount(world, { rows, async: true }));
      ids.push(...(await Promise.all(lot)).map(({ connectionId }) => connectionId));
    }
    await until('all first syncs have ended', async () => (await runsEnded('first')) === connectionCount, 120_000);
    // Committed, and its process died before it could start the workflow.
    const { connection_id: waiting } = accepted(
      z.object({ connection_id: z.uuid() }),
      await world.erp.call('POST', '/api/dnb/oauth/initiate', { body: { client_id: crypto.randomUUID() } }),
    );
    const before = await storedRows();
    expect(before).toMatchObject({ rows: connectionCount * rows, accounts: connectionCount });

    await loseDatabase();
    server = await startServer('default');
    const { client } = world.temporal;
    const lostAt = performance.now();
    // As the worker's process does; nothing else is restarted.
    watch = watchEngine(world.temporal, settings(), {
      logger: createLogger({ level: 'silent', service: 'test' }),
      everyMs: 500,
    });
    const reconciled = await until(
      'the reconciler has been started',
      async () =>
        (await isReconciling(world)) && client.workflow.getHandle<typeof reconcileWorkflow>(reconcileWorkflowId),
      60_000,
    );
    const result = await reconciled.result();
    const seconds = (performance.now() - lostAt) / 1000;
    expect(result).toMatchObject({ connections: connectionCount + 1, started: connectionCount + 1, orphans: 0 });
    for (const id of [...ids, waiting])
      expect([id, await isWorkflowOpen(client, connectionWorkflowId(id))]).toEqual([id, true]);
    for (const id of Object.values(scheduleIds)) await client.schedule.getHandle(id).describe();

    // They know from the tables where they stand, and are found by what operators filter by.
    await until('all have looked at the tables', async () => (await listed('active')) === connectionCount, 60_000);
    expect(await listed('awaiting_auth')).toBe(1);
    expect(await client.workflow.getHandle(connectionWorkflowId(ids[0] ?? '')).query(getState)).toMatchObject({
      kind: 'active',
      consentEndsMs: expect.any(Number),
    });

    await world.database.admin(`update bank_connections set last_attempt_at = now() - interval '2 days'`);
    const nightAt = performance.now();
    await client.schedule.getHandle(scheduleIds.nightly).trigger();
    await until('the night has ended', async () => (await runsEnded('nightly')) === connectionCount, 120_000);
    const nightSeconds = (performance.now() - nightAt) / 1000;
    expect(await storedRows()).toEqual(before);
    process.stdout.write(
      `after the loss: ${connectionCount + 1} workflows and ${Object.keys(scheduleIds).length} Schedules back in ${seconds.toFixed(1)} s, next night of ${connectionCount} in ${nightSeconds.toFixed(1)} s\n`,
    );
  }, 300_000);

  const listed = async (stage: string): Promise<number> =>
    (
      await world.temporal.client.workflow.count(
        `WorkflowType = 'bankConnectionWorkflow' AND ExecutionStatus = 'Running' AND KontosyncStage = '${stage}'`,
      )
    ).count;
});

/** Any error: the server is not ready, or not made ready yet. */
const isReconciling = ({ temporal }: World): Promise<boolean> =>
  temporal.client.workflow
    .getHandle(reconcileWorkflowId)
    .describe()
    .then(
      () => true,
      () => false,
    );
