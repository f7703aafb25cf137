import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { closeParkedRun } from '../../../src/activities/sync/closeParkedRun.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { eventually } from '../local/eventually.ts';
import { bankError } from './memoryBank.ts';
import {
  type ConnectedClient,
  ledgerOf,
  open,
  openSyncWorld,
  request,
  runRow,
  type SyncWorld,
  sync,
} from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.bank.beforePage = () => {};
  world.setNow('2026-11-20T09:00:00Z');
});

const openRun = ({ clientId, connectionId }: ConnectedClient, trigger: 'nightly' | 'manual' | 'first' = 'manual') =>
  world.run(world.steps.openRun, { clientId, connectionId, trigger });
const requestRun = async (id: string): Promise<string | null> => {
  const [row] = await world.database.admin<{ run_id: string | null }>(
    'select run_id from sync_requests where id = $1',
    [id],
  );
  return row?.run_id ?? null;
};
const finish = (
  ref: { clientId: string; runId: string },
  how: { cancelled?: boolean; failure?: { code: string } } = {},
) => world.run(world.steps.finishRun, { clientId: ref.clientId, runId: ref.runId, cancelled: false, ...how });

async function park(): Promise<{ client: ConnectedClient; runId: string }> {
  const client = await world.connect();
  world.bank.rows.set(client.accounts[0]?.bankId ?? '', [{ date: '2026-11-18', amountMinor: 1 }]);
  world.bank.beforePage = () => {
    throw bankError('quota_exhausted', { status: 429 });
  };
  const { runId, outcome } = await sync(world, client);
  world.bank.beforePage = () => {};
  expect(outcome).toBe('parked');
  return { client, runId };
}

describe('a parked run', () => {
  test("D-12 waits for the bank's next day and is adopted then", async () => {
    const { client, runId } = await park();
    // Midnight in Oslo.
    expect(await runRow(world, runId)).toMatchObject({
      status: 'parked',
      error_code: 'quota_exhausted',
      retry_at: new Date('2026-11-20T23:00:00Z'),
      finished_at: null,
    });
    expect(await openRun(client)).toEqual({ kind: 'refused', code: 'quota_exhausted' });
    world.setNow('2026-11-20T23:01:00Z');
    expect(await sync(world, client)).toMatchObject({ runId, outcome: 'complete_unverified', newRows: 1 });
    expect(await runRow(world, runId)).toMatchObject({ retry_at: null, error_code: null });
  });

  test('contract 3.1 goes on at once with a person present', async () => {
    const { client, runId } = await park();
    const id = await request(world, client, { psu: '203.0.113.7' });
    expect(await sync(world, client, 'manual')).toMatchObject({ runId, outcome: 'complete_unverified' });
    expect(await requestRun(id)).toBe(runId);
  });

  test('A-21 ends with the connection that it belongs to', async () => {
    const { client, runId } = await park();
    const { clientId, connectionId } = client;
    const at = new Date(world.deps.clock.now());
    await withClient(world.deps.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
      closeParkedRun(em, { clientId, connectionId, code: 'revoked', at }),
    );
    expect(await runRow(world, runId)).toMatchObject({ status: 'cancelled', error_code: 'revoked', finished_at: at });
  });

  test('D.2 does not stay parked for more than a day', async () => {
    const { client, runId } = await park();
    world.setNow('2026-11-21T09:30:00Z');
    world.bank.beforePage = () => {
      throw bankError('quota_exhausted', { status: 429 });
    };
    expect(await sync(world, client)).toMatchObject({ runId, outcome: 'partial' });
    const forgotten = await park();
    world.setNow('2026-11-22T23:00:00Z');
    const next = await sync(world, forgotten.client);
    expect(next.runId).not.toBe(forgotten.runId);
    expect(next).toMatchObject({ outcome: 'complete_unverified', newRows: 1 });
    expect(await runRow(world, forgotten.runId)).toMatchObject({ status: 'partial' });
  });
});

describe('finishRun', () => {
  test('design 2 any number of times: one end, one event', async () => {
    const client = await world.connect();
    const { runId } = await sync(world, client);
    expect(await finish({ ...client, runId }, { failure: { code: 'unexpected' } })).toEqual({
      outcome: 'complete_unverified',
      requestsWait: false,
    });
    await request(world, client);
    expect(await finish({ ...client, runId })).toEqual({ outcome: 'complete_unverified', requestsWait: true });
    const events = await world.database.admin(
      `select data from outbox_events where client_id = $1 and type = 'sync.completed'`,
      [client.clientId],
    );
    expect(events).toHaveLength(1);
  });

  test.each([
    ['consent_revoked', 'failed', 'needs_reconsent'],
    ['bank_rejects_credentials', 'failed', 'active'],
    ['bank_unavailable', 'failed', 'active'],
  ])('A-16 %s: the run is %s, the connection %s', async (code, outcome, status) => {
    const client = await world.connect();
    const ref = await open(world, client);
    expect(await finish(ref, { failure: { code } })).toEqual({ outcome, requestsWait: false });
    expect(
      await world.database.admin('select connection_status from bank_connections where id = $1', [client.connectionId]),
    ).toEqual([{ connection_status: status }]);
    expect(await runRow(world, ref.runId)).toMatchObject({ status: 'failed', error_code: code });
  });

  test('design 2 a failure in the second account keeps what the first one brought', async () => {
    const client = await world.connect({ accounts: 2 });
    const first = client.accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
    world.bank.rows.set(first?.bankId ?? '', [{ date: '2026-11-18', amountMinor: 1 }]);
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    await world.run(world.steps.mergeWindow, ref);
    expect(await finish(ref, { failure: { code: 'bank_unavailable' } })).toMatchObject({ outcome: 'partial' });
    expect(await ledgerOf(world, ref.accountId)).toHaveLength(1);
    expect(await runRow(world, ref.runId)).toMatchObject({ new_rows: 1, error_code: 'bank_unavailable' });
  });

  test('A-21 a cancelled run ends as cancelled', async () => {
    const client = await world.connect();
    const ref = await open(world, client);
    expect(await finish(ref, { cancelled: true })).toMatchObject({ outcome: 'cancelled' });
  });

  test('I16 a run that is cancelled during its merge ends after it, with its counts', async () => {
    const client = await world.connect();
    world.bank.rows.set(client.accounts[0]?.bankId ?? '', [{ date: '2026-11-18', amountMinor: 1 }]);
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    // The merge waits for the head of the feed, its last step, while the run is ended.
    await world.database.admin('begin');
    await world.database.admin('select from clients where client_id = $1 for update', [client.clientId]);
    const waiting = async (count: number): Promise<boolean> => {
      const [row] = await world.database.admin<{ n: number }>(
        `select count(*)::int as n from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())
         or not granted and database is null`,
      );
      return row?.n === count;
    };
    const merging = world.run(world.steps.mergeWindow, ref);
    await eventually('the merge waits', () => waiting(1));
    const ending = finish(ref, { cancelled: true });
    await eventually('the end waits for the merge', () => waiting(2));
    await world.database.admin('commit');
    expect(await merging).toEqual({ newRows: 1, changedRows: 0 });
    expect(await ending).toMatchObject({ outcome: 'cancelled' });
    expect(await runRow(world, ref.runId)).toMatchObject({ status: 'cancelled', new_rows: 1, fetched: 1 });
  });

  test('I16 a merge that comes after the end of its run writes nothing', async () => {
    const client = await world.connect();
    world.bank.rows.set(client.accounts[0]?.bankId ?? '', [{ date: '2026-11-18', amountMinor: 1 }]);
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    await finish(ref, { cancelled: true });
    await expect(world.run(world.steps.mergeWindow, ref)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await ledgerOf(world, ref.accountId)).toEqual([]);
  });
});
