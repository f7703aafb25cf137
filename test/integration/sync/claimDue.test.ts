import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createDueActivities } from '../../../src/activities/due/dueActivities.ts';
import { claimConnectionsForSyncAll } from '../../../src/db/sql/due/claimForClients.ts';
import { acrossClients } from '../../../src/db/tenantScope.ts';
import { canSync, connectionStatuses } from '../../../src/domain/connectionStatus.ts';
import { isDue } from '../../../src/domain/dueSlots.ts';
import { type ConnectedClient, openSyncWorld, request, type SyncWorld } from './syncWorld.ts';

const now = '2026-11-20T09:00:00Z';
const nowMs = Date.parse(now);
const hour = 3_600_000;

let world: SyncWorld;
let claimDue: ReturnType<typeof createDueActivities>['claimDue'];
beforeAll(async () => {
  world = await openSyncWorld();
  ({ claimDue } = createDueActivities(world.deps));
});
afterAll(() => world.close());
beforeEach(() => world.setNow(now));
afterEach(() => world.database.admin('truncate bank_connections cascade'));

const claimed = async (input: Partial<Parameters<typeof claimDue>[0]> = {}) => {
  const { due, more } = await claimDue({ asOf: now, window: 100, ...input });
  return { ids: due.map(({ connectionId }) => connectionId), more };
};
const set = ({ connectionId }: ConnectedClient, columns: string, ...values: readonly unknown[]) =>
  world.database.admin(`update bank_connections set ${columns} where id = $1`, [connectionId, ...values]);
const attempted = (client: ConnectedClient, agoMs: number) =>
  set(client, 'last_attempt_at = $2', new Date(nowMs - agoMs));

async function connectMany(count: number, lastAttempt: string): Promise<void> {
  await world.database.admin(
    `insert into bank_connections (id, client_id, bank, connection_status, last_attempt_at)
     select gen_random_uuid(), gen_random_uuid(), 'dnb', 'active', $2::timestamptz from generate_series(1, $1)`,
    [count, lastAttempt],
  );
}

describe('claimDue', () => {
  test('design 2 agrees with the rule in the domain', async () => {
    const { syncTime, syncTimeZone: timeZone } = world.deps.settings;
    const seed = Date.now() % 2 ** 31;
    const rows = fc.sample(
      fc.record({
        status: fc.oneof(
          fc.constantFrom('active' as const, 'expiring' as const),
          fc.constantFrom(...connectionStatuses),
        ),
        auto: fc.boolean(),
        frequencyHours: fc.oneof(fc.constantFrom(8, 12, 24, 36, 168), fc.integer({ min: 8, max: 500 })),
        attemptAgoMs: fc.option(
          fc.oneof(fc.integer({ min: 0, max: 40 * hour }), fc.integer({ min: 0, max: 600 * hour })),
        ),
        retryInMs: fc.option(fc.integer({ min: -2 * hour, max: 2 * hour })),
        requested: fc.boolean(),
      }),
      { numRuns: 400, seed },
    );
    const cases = rows.map((row) => ({ ...row, id: randomUUID(), clientId: randomUUID() }));
    await world.database.admin(
      `insert into bank_connections (id, client_id, bank, connection_status, auto_sync_enabled, sync_frequency_hours, last_attempt_at)
       select id, "clientId", 'dnb', status, auto, "frequencyHours", $2::timestamptz - "attemptAgoMs" * interval '1 ms'
       from json_to_recordset($1) as r(id uuid, "clientId" uuid, status text, auto boolean, "frequencyHours" int, "attemptAgoMs" bigint)`,
      [JSON.stringify(cases), now],
    );
    await world.database.admin(
      `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, retry_at, temporal_workflow_id, temporal_run_id)
       select gen_random_uuid(), "clientId", id, 'nightly', 'parked', false, $2::timestamptz + "retryInMs" * interval '1 ms', '', ''
       from json_to_recordset($1) as r(id uuid, "clientId" uuid, "retryInMs" bigint) where "retryInMs" is not null`,
      [JSON.stringify(cases), now],
    );
    await world.database.admin(
      `insert into sync_requests (id, client_id, connection_id, trigger, requested_at)
       select gen_random_uuid(), "clientId", id, 'manual', $2::timestamptz
       from json_to_recordset($1) as r(id uuid, "clientId" uuid, requested boolean) where requested`,
      [JSON.stringify(cases), now],
    );
    const expected = cases.filter(
      ({ status, auto, frequencyHours, attemptAgoMs, retryInMs, requested }) =>
        isDue({
          maySync: canSync(status),
          autoSyncEnabled: auto,
          frequencyHours,
          syncTime,
          timeZone,
          nowMs,
          lastAttemptAtMs: attemptAgoMs === null ? null : nowMs - attemptAgoMs,
          parkedRetryAtMs: retryInMs === null ? null : nowMs + retryInMs,
          requestWaiting: requested,
        }).kind === 'due',
    );
    const { ids, more } = await claimed({ window: 1_000 });
    // The seed is in the message of a failure.
    expect({ seed, ids: ids.toSorted() }).toEqual({ seed, ids: expected.map(({ id }) => id).toSorted() });
    expect(more).toBe(false);
    expect(expected.length).toBeGreaterThan(50);
  });

  test('contract 3.3 a frequency changed by SQL takes effect at the next look', async () => {
    const client = await world.connect();
    // 03:00 has passed since; the next daily slot comes tomorrow. With 12 hours there is none before 15:00.
    await attempted(client, 5 * hour);
    expect((await claimed()).ids).toEqual([]);
    await set(client, 'sync_frequency_hours = 12');
    const afternoon = '2026-11-20T15:00:00Z';
    expect((await claimed()).ids).toEqual([]);
    expect((await claimed({ asOf: afternoon })).ids).toEqual([client.connectionId]);
  });

  test("contract 5 SYNC_SCHEDULE=external: what is due once a day is the ERP's; more often, requested and marked is taken", async () => {
    const [daily, often, asked, called] = [
      await world.connect(),
      await world.connect(),
      await world.connect(),
      await world.connect(),
    ];
    for (const client of [daily, often, asked, called]) await attempted(client, 30 * hour);
    await set(often, 'sync_frequency_hours = 23');
    await request(world, asked);
    await mark([called.clientId]);
    world.setNow('2026-11-20T09:11:00Z'); // the mark's own coordinator has had its time
    const { ids } = await claimed({ nightIsExternal: true });
    expect(ids.toSorted()).toEqual([often, asked, called].map(({ connectionId }) => connectionId).toSorted());
    expect((await claimed()).ids).toEqual([daily.connectionId]);
  });

  test('design 2 the longest waiting first, within the window; a lease takes a place until it has run out', async () => {
    const clients = [await world.connect(), await world.connect(), await world.connect()];
    await attempted(clients[0] ?? fail(), 30 * hour);
    await attempted(clients[1] ?? fail(), 50 * hour);
    const [first, second, third] = clients.map(({ connectionId }) => connectionId);
    expect(await claimed({ window: 2 })).toEqual({ ids: [third, second], more: true });
    expect(await claimed({ window: 2 })).toEqual({ ids: [], more: true });
    expect(await claimed({ window: 3 })).toEqual({ ids: [first], more: false });
    world.setNow('2026-11-20T09:11:00Z');
    expect((await claimed({ window: 3 })).ids).toEqual([third, second, first]);
  });

  test('design 2 running runs take places, parked ones and those of lost workflows do not', async () => {
    const [running, waiting] = [await world.connect(), await world.connect()];
    await world.run(world.steps.openRun, { ...running, trigger: 'nightly' as const });
    expect(await claimed({ window: 1 })).toEqual({ ids: [], more: true });
    world.setNow('2026-11-20T11:30:00Z');
    expect((await claimed({ window: 1 })).ids).toEqual([waiting.connectionId]);
  });

  test('design 2 coordinators at once never exceed the window, and none is claimed twice', async () => {
    await connectMany(200, '2026-11-01T00:00:00Z');
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimed({ window: 50 })));
    const ids = claims.flatMap((claim) => claim.ids);
    expect(ids).toHaveLength(50);
    expect(new Set(ids).size).toBe(50);
  });

  test('design 2 an hour of 10,000 connections: one statement, figures only', async () => {
    await connectMany(10_000, '2026-11-01T00:00:00Z');
    await world.database.admin('analyze bank_connections');
    const beganAt = performance.now();
    expect(await claimed({ window: 50 })).toMatchObject({ more: true });
    process.stdout.write(`claimDue among 10,000 due: ${Math.round(performance.now() - beganAt)} ms\n`);
  });

  test('F11 an attempt that a wrong clock recorded ahead silences nobody', async () => {
    const client = await world.connect();
    await attempted(client, -365 * 24 * hour);
    expect((await claimed()).ids).toEqual([client.connectionId]);
    // Clocks that differ by a little are no wrong clocks.
    const other = await world.connect();
    await attempted(other, -60_000);
    expect((await claimed()).ids).toEqual([]);
  });

  test('a waiting request of a connection that may sync is due', async () => {
    const client = await world.connect();
    await attempted(client, 0);
    await request(world, client);
    expect((await claimed()).ids).toEqual([client.connectionId]);
  });

  test('design 2 a request behind a running run takes no lease: that run serves it', async () => {
    const [busy, other] = [await world.connect(), await world.connect()];
    await world.run(world.steps.openRun, { ...busy, trigger: 'nightly' as const });
    await request(world, busy);
    expect(await claimed({ window: 2 })).toEqual({ ids: [other.connectionId], more: false });
    // Its workflow is lost: whoever starts it anew goes on with the run.
    world.setNow('2026-11-20T11:30:00Z');
    expect((await claimed({ window: 2 })).ids).toContain(busy.connectionId);
  });
});

const mark = (clientIds: readonly string[] | null, at = nowMs) => {
  const fresh = randomUUIDv7();
  const time = at.toString(16).padStart(12, '0');
  const claimId = `${time.slice(0, 8)}-${time.slice(8)}${fresh.slice(13)}`;
  return acrossClients(world.deps.orm.em, (em) => claimConnectionsForSyncAll(em, { claimId, clientIds })).then(
    (counts) => ({ ...counts, claimId }),
  );
};

describe('sync/all', () => {
  test('contract 3.1 marks what may sync and was not attempted; a second call triggers none', async () => {
    const [rested, tried, off, gone] = [
      await world.connect(),
      await world.connect(),
      await world.connect(),
      await world.connect(),
    ];
    await attempted(rested, 13 * hour);
    await attempted(tried, 11 * hour);
    await set(off, 'auto_sync_enabled = false');
    await set(gone, `connection_status = 'needs_reconsent'`);
    const first = await mark(null);
    expect(first).toMatchObject({ triggered: 1, skipped: 3 });
    expect(await mark(null, nowMs + hour)).toMatchObject({ triggered: 0, skipped: 4 });
    expect(await claimed({ claimId: first.claimId })).toEqual({ ids: [rested.connectionId], more: false });
    expect(await claimed({ claimId: first.claimId })).toEqual({ ids: [], more: false });
    expect(await mark(null, nowMs + 13 * hour)).toMatchObject({ triggered: 2 });
  });

  test('contract 3.1 only of the clients that the key may act for', async () => {
    const [mine] = [await world.connect(), await world.connect()];
    expect(await mark([mine.clientId])).toMatchObject({ triggered: 1, skipped: 0 });
    expect(await mark([])).toMatchObject({ triggered: 0, skipped: 0 });
  });

  test('a mark that its coordinator never took up is due', async () => {
    const client = await world.connect();
    await attempted(client, 13 * hour);
    await set(client, 'sync_frequency_hours = 8760');
    await mark(null);
    expect((await claimed()).ids).toEqual([]);
    world.setNow('2026-11-20T09:11:00Z');
    expect((await claimed()).ids).toEqual([client.connectionId]);
  });
});

function fail(): never {
  throw new Error('no such connection');
}
