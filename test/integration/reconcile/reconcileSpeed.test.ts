/** `RECONCILE_CONNECTIONS=10000` measures it at its full size; the dev server alone needs minutes to start so many. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionWorkflowId } from '../../../src/contracts/ids.ts';
import { until } from '../../e2e/until.ts';
import { openReconcileWorld, type ReconcileWorld } from './reconcileWorld.ts';

const count = Number(process.env['RECONCILE_CONNECTIONS'] ?? 400);

let world: ReconcileWorld;
beforeAll(async () => {
  world = await openReconcileWorld();
}, 60_000);
afterAll(() => world.close());

const timed = async <T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> => {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedAt) / 1000 };
};

test('D.2 all connections are compared in seconds, in one statement and one list, and one that is missing is found', async () => {
  await world.database.admin(
    `insert into bank_connections (id, client_id, bank, connection_status, last_sync_at, consent_expires_at)
       select gen_random_uuid(), gen_random_uuid(), 'dnb', 'active', now(), now() + interval '100 days'
       from generate_series(1, $1)`,
    [count],
  );
  const { workflow } = world.temporal.client;
  const reconcile = () => world.run(world.steps.reconcileConnections, { interactiveQueue: world.queue });
  const first = await timed(reconcile);
  expect(first.result).toMatchObject({ connections: count, started: count });
  const listed = async () => (await workflow.count(`ExecutionStatus = 'Running'`)).count;
  await until('all are listed', async () => (await listed()) === count, 60_000);

  const again = await timed(reconcile);
  expect(again.result).toEqual({ connections: count, started: 0, alreadyRunning: 0, orphans: 0, orphanIds: [] });
  const [one] = await world.database.admin<{ id: string }>('select id from bank_connections order by id limit 1');
  await workflow.getHandle(connectionWorkflowId(one?.id ?? '')).terminate();
  await until('it is listed no more', async () => (await listed()) === count - 1, 60_000);
  expect((await reconcile()).started).toBe(1);

  const look = await timed(() => world.run(world.steps.lookForOverdue, { interactiveQueue: world.queue }));
  expect(look.result).toMatchObject({
    statesPastLimit: 0,
    syncsOverdue: 0,
    freshness: { connections: count, stale: 0 },
  });
  process.stdout.write(
    `reconcile: ${count} connections: all missing ${first.seconds.toFixed(1)} s, none missing ${again.seconds.toFixed(2)} s; watchdog ${look.seconds.toFixed(2)} s\n`,
  );
  expect(again.seconds).toBeLessThan(5 + count / 500);
  expect(look.seconds).toBeLessThan(5);
}, 900_000);
