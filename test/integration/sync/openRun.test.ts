import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type ConnectedClient, open, openSyncWorld, request, runRow, type SyncWorld, sync } from './syncWorld.ts';

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

describe('openRun', () => {
  test('design 2 a new run takes waiting requests in, records the attempt and ends the lease', async () => {
    const client = await world.connect();
    const id = await request(world, client);
    await world.database.admin(
      `update bank_connections set leased_until = now() + interval '5 minutes', claim_id = $2 where id = $1`,
      [client.connectionId, client.clientId],
    );
    const opened = await openRun(client);
    expect(opened).toMatchObject({
      kind: 'opened',
      trigger: 'manual',
      attended: false,
      accountIds: [client.accounts[0]?.id],
    });
    expect(await requestRun(id)).toBe(opened.kind === 'opened' ? opened.runId : '');
    expect(
      await world.database.admin('select leased_until, claim_id, last_attempt_at from bank_connections where id = $1', [
        client.connectionId,
      ]),
    ).toEqual([{ leased_until: null, claim_id: null, last_attempt_at: new Date('2026-11-20T09:00:00Z') }]);
  });

  test('design 2 called again it adopts what it opened; dates of its own wait for the next run', async () => {
    const client = await world.connect();
    const first = await openRun(client);
    const plain = await request(world, client);
    const dated = await request(world, client, { from: '2026-10-01', to: '2026-10-31' });
    const again = await openRun(client);
    expect(again).toEqual(first);
    if (again.kind === 'refused') throw new Error(again.code);
    expect([await requestRun(plain), await requestRun(dated)]).toEqual([again.runId, null]);
    const ref = { clientId: client.clientId, runId: again.runId, accountId: client.accounts[0]?.id ?? '' };
    await world.run(world.steps.fetchPages, ref);
    await world.run(world.steps.mergeWindow, ref);
    expect(await finish(ref)).toEqual({ outcome: 'complete_unverified', requestsWait: true });
    const next = await openRun(client);
    expect(await requestRun(dated)).toBe(next.kind === 'opened' ? next.runId : '');
    expect(await runRow(world, next.kind === 'opened' ? next.runId : '')).toMatchObject({
      window_from: '2026-10-01',
      window_to: '2026-10-31',
    });
  });

  test('D-4 windows: 90 days at first, then from the mark less ten days', async () => {
    const client = await world.connect();
    const first = await sync(world, client);
    // Unattended, the bank gives 89 days.
    expect(await runRow(world, first.runId)).toMatchObject({ window_from: '2026-08-23', window_to: '2026-11-20' });
    const covered = () =>
      world.database.admin(
        `select c.from_date::text as "from", c.to_date::text as "to", c.state, a.last_covered_date::text as mark
         from coverage c join bank_accounts a on a.id = c.account_id where account_id = $1 order by c.from_date`,
        [client.accounts[0]?.id],
      );
    // The bank's day itself is read but not covered.
    expect(await covered()).toEqual([
      { from: '2026-08-23', to: '2026-11-19', state: 'complete_unverified', mark: '2026-11-19' },
    ]);
    world.setNow('2026-11-21T03:00:00Z');
    const second = await sync(world, client);
    expect(await runRow(world, second.runId)).toMatchObject({ window_from: '2026-11-09', window_to: '2026-11-21' });
    // Dates after the mark are read, though nothing is shown; what lies before it may have been cut off.
    expect(await covered()).toMatchObject([
      { from: '2026-08-23', to: '2026-11-19', mark: '2026-11-20' },
      { from: '2026-11-20', to: '2026-11-20', mark: '2026-11-20' },
    ]);
    expect(await runRow(world, second.runId)).toMatchObject({ empty_reason: 'no_rows' });
  });

  test('ledger 5 a mark behind the unattended floor is a gap, and the run says so', async () => {
    const client = await world.connect();
    await sync(world, client);
    world.setNow('2027-04-20T09:00:00Z');
    const { outcome } = await sync(world, client);
    expect(outcome).toBe('partial');
    expect(
      await world.database.admin(
        `select from_date::text as "from", to_date::text as "to", state from coverage where account_id = $1 order by 1`,
        [client.accounts[0]?.id],
      ),
    ).toEqual([
      { from: '2026-08-23', to: '2026-11-19', state: 'complete_unverified' },
      { from: '2026-11-20', to: '2027-01-20', state: 'gap' },
      { from: '2027-01-21', to: '2027-04-19', state: 'complete_unverified' },
    ]);
    world.setNow('2027-04-21T09:00:00Z');
    expect(await sync(world, client)).toMatchObject({ outcome: 'complete_unverified' });
  });

  test('contract 3.1 dates outside the history: nothing is read, and the run says why', async () => {
    const client = await world.connect();
    await request(world, client, { from: '2020-01-01', to: '2020-01-31' });
    const { runId, outcome } = await sync(world, client, 'manual');
    expect(outcome).toBe('complete');
    expect(await runRow(world, runId)).toMatchObject({ empty_reason: 'outside_history', fetched: 0 });
    // It stood for no slot.
    expect(
      await world.database.admin('select last_attempt_at from bank_connections where id = $1', [client.connectionId]),
    ).toEqual([{ last_attempt_at: null }]);
  });

  test.each([
    ['needs_reconsent', 'needs_reconsent'],
    ['revoking', 'revoked'],
    ['awaiting_auth', 'not_connected'],
  ])('contract 3.1 refused in state %s with %s, and an open run ends', async (status, code) => {
    const client = await world.connect();
    const ref = await open(world, client);
    await world.database.admin('update bank_connections set connection_status = $2 where id = $1', [
      client.connectionId,
      status,
    ]);
    const id = await request(world, client);
    expect(await openRun(client)).toEqual({ kind: 'refused', code });
    expect(await runRow(world, ref.runId)).toMatchObject({ status: 'cancelled', error_code: code });
    expect(await requestRun(id)).toBeNull();
  });

  test('contract 3.2 an account that is switched off, or read elsewhere, is left out', async () => {
    const client = await world.connect({ accounts: 3 });
    const [off, elsewhere, mine] = client.accounts;
    await world.database.admin('update bank_accounts set sync_enabled = false where id = $1', [off?.id]);
    const other = await world.connect({ clientId: client.clientId });
    await open(world, other);
    await world.database.admin('update sync_run_accounts set account_id = $1 where account_id = $2', [
      elsewhere?.id,
      other.accounts[0]?.id,
    ]);
    const { runId, outcome } = await sync(world, client);
    expect(outcome).toBe('complete_unverified');
    expect(
      await world.database.admin(
        'select account_id, outcome from sync_run_accounts where run_id = $1 order by outcome',
        [runId],
      ),
    ).toEqual([
      { account_id: mine?.id, outcome: 'complete_unverified' },
      { account_id: elsewhere?.id, outcome: 'elsewhere' },
    ]);
  });

  test('D-6 the index allows one open run, whatever the workflows do', async () => {
    const client = await world.connect();
    const { runId } = await open(world, client);
    await expect(
      world.database.admin(
        `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
         select gen_random_uuid(), client_id, connection_id, trigger, 'parked', false, '', '' from sync_runs where id = $1`,
        [runId],
      ),
    ).rejects.toMatchObject({ code: '23505' });
  });
});
