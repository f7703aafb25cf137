import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createDueActivities } from '../../../src/activities/due/dueActivities.ts';
import { bankError } from './memoryBank.ts';
import { type ConnectedClient, open, openSyncWorld, request, runRow, type SyncWorld, sync } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  world.bank.beforePage = () => {};
  world.setNow('2026-11-20T09:00:00Z');
  await world.database.admin('truncate bank_connections cascade');
});

const runOf = async (id: string): Promise<string | null> => {
  const [row] = await world.database.admin<{ run_id: string | null }>(
    'select run_id from sync_requests where id = $1',
    [id],
  );
  return row?.run_id ?? null;
};
const claimed = async (asOf: string): Promise<readonly string[]> => {
  const { due } = await createDueActivities(world.deps).claimDue({ asOf, window: 100 });
  return due.map(({ connectionId }) => connectionId);
};
const move = (account: string | undefined, { connectionId }: ConnectedClient) =>
  world.database.admin('update bank_accounts set connection_id = $2, fence = fence + 1 where id = $1', [
    account,
    connectionId,
  ]);
const attemptOf = async ({ connectionId }: ConnectedClient): Promise<Date | null> => {
  const [row] = await world.database.admin<{ last_attempt_at: Date | null }>(
    'select last_attempt_at from bank_connections where id = $1',
    [connectionId],
  );
  return row?.last_attempt_at ?? null;
};

describe('a run whose workflow was lost', () => {
  test.each([
    ['two hours later', `connection_status = 'active'`, '2026-11-20T11:01:00Z'],
    ['when its connection is gone', `connection_status = 'revoked'`, '2026-11-20T09:01:00Z'],
  ])('ledger 9 holds no account of a connection made anew, %s', async (_when, columns, later) => {
    const old = await world.connect();
    await open(world, old);
    const fresh = await world.connect({ accounts: 0, clientId: old.clientId });
    await move(old.accounts[0]?.id, fresh);
    await world.database.admin(`update bank_connections set ${columns} where id = $1`, [old.connectionId]);
    world.bank.rows.set(old.accounts[0]?.bankId ?? '', [{ date: '2026-11-18', amountMinor: 1 }]);
    world.setNow(later);
    expect(await sync(world, fresh)).toMatchObject({ newRows: 1, outcome: 'complete_unverified' });
  });

  test('ledger 9 leaves an account to the connection that has it now', async () => {
    const old = await world.connect();
    const ref = await open(world, old);
    await move(old.accounts[0]?.id, await world.connect({ accounts: 0, clientId: old.clientId }));
    const asked = world.bank.pageCalls.length;
    expect(await world.run(world.steps.fetchPages, ref)).toMatchObject({ kind: 'partial' });
    expect(await world.run(world.steps.fetchPages, ref)).toMatchObject({ kind: 'partial' });
    expect(world.bank.pageCalls).toHaveLength(asked);
    expect(await world.run(world.steps.finishRun, { ...ref, cancelled: false })).toMatchObject({
      outcome: 'complete_unverified',
    });
  });

  test('ledger 9 merges nothing of an account that was connected anew after its last page', async () => {
    const old = await world.connect();
    const ref = await open(world, old);
    world.bank.rows.set(old.accounts[0]?.bankId ?? '', [{ date: '2026-11-18', amountMinor: 1 }]);
    expect(await world.run(world.steps.fetchPages, ref)).toMatchObject({ kind: 'staged' });
    await move(old.accounts[0]?.id, await world.connect({ accounts: 0, clientId: old.clientId }));
    expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 0, changedRows: 0 });
    expect(await world.run(world.steps.finishRun, { ...ref, cancelled: false })).toMatchObject({
      outcome: 'complete_unverified',
    });
    expect(await runRow(world, ref.runId)).toMatchObject({ fetched: 0, new_rows: 0 });
  });

  test('D.2 is taken up again, also where no slot will ever come', async () => {
    const client = await world.connect();
    await open(world, client);
    await world.database.admin('update bank_connections set auto_sync_enabled = false');
    world.setNow('2026-11-20T10:59:00Z');
    expect(await claimed('2026-11-20T10:59:00Z')).toEqual([]);
    world.setNow('2026-11-20T11:00:00Z');
    expect(await claimed('2026-11-20T11:00:00Z')).toEqual([client.connectionId]);
  });

  test('D-4 adopted on a later day it answers nobody who asks now, and stands for no slot', async () => {
    const client = await world.connect();
    const lost = await open(world, client);
    world.setNow('2026-11-24T09:00:00Z');
    world.bank.rows.set(client.accounts[0]?.bankId ?? '', [{ date: '2026-11-24', amountMinor: 1 }]);
    const id = await request(world, client);
    expect(await sync(world, client, 'nightly')).toMatchObject({ runId: lost.runId, newRows: 0 });
    expect([await runOf(id), await attemptOf(client)]).toEqual([null, new Date('2026-11-20T09:00:00Z')]);
    const next = await sync(world, client, 'nightly');
    expect(next).toMatchObject({ newRows: 1 });
    expect([await runOf(id), await attemptOf(client)]).toEqual([next.runId, new Date('2026-11-24T09:00:00Z')]);
  });
});

describe('requests beside an open run', () => {
  test('D-19 the first sync after connect is no night that was open already', async () => {
    const client = await world.connect();
    const night = await open(world, client);
    const first = await request(world, client, { trigger: 'first', psu: '203.0.113.7' });
    await sync(world, client);
    expect(await runOf(first)).toBeNull();
    const next = await sync(world, client, 'manual');
    expect(next.runId).not.toBe(night.runId);
    expect(await runOf(first)).toBe(next.runId);
  });

  const parked = async (how: { psu?: string } = {}) => {
    const client = await world.connect();
    world.bank.beforePage = () => {
      throw bankError('quota_exhausted', { status: 429 });
    };
    if (how.psu !== undefined) await request(world, client, how);
    const { clientId, connectionId } = client;
    const ref = await open(world, client);
    const dated = await request(world, client, { from: '2026-10-01', to: '2026-10-31', ...how });
    await world.run(world.steps.fetchPages, ref);
    const finished = await world.run(world.steps.finishRun, { clientId, runId: ref.runId, cancelled: false });
    return { client, connectionId, dated, finished };
  };

  test('D-12 nobody is started again and again for a request that a parked run cannot serve', async () => {
    const { connectionId } = await parked();
    expect(await claimed('2026-11-20T09:05:00Z')).toEqual([]);
    world.setNow('2026-11-20T23:01:00Z');
    expect(await claimed('2026-11-20T23:01:00Z')).toEqual([connectionId]);
  });

  test('D-12 a bank that is shut to a person too is not asked again at once', async () => {
    const { client, finished } = await parked({ psu: '203.0.113.7' });
    expect(finished).toEqual({ outcome: 'parked', requestsWait: false });
    expect(await runRow(world, (await open(world, client, 'manual')).runId)).toMatchObject({ attended: true });
  });
});
