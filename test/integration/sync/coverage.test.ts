import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../src/domain/calendarDate.ts';
import { type BankRow, bankError } from './memoryBank.ts';
import { type ConnectedClient, open, openSyncWorld, request, runRow, type SyncWorld, sync } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

const today = calendarDate('2026-11-20');
const day = (ago: number) => addDays(today, -ago);
const only = ({ accounts }: ConnectedClient): string => accounts[0]?.id ?? '';
const serve = ({ accounts }: ConnectedClient, rows: readonly BankRow[]): void => {
  for (const { bankId } of accounts) world.bank.rows.set(bankId, rows);
};
const row = (ago: number): BankRow => ({ date: day(ago), amountMinor: -100 - ago });
beforeEach(() => {
  world.setNow('2026-11-20T09:00:00Z');
  world.bank.beforePage = () => {};
});

const coverageOf = ({ accounts }: ConnectedClient) =>
  world.database.admin(
    `select from_date::text as "from", to_date::text as "to", state, reason from coverage where account_id = $1
     order by from_date`,
    [accounts[0]?.id],
  );
const reachOf = async (client: ConnectedClient) => {
  const [reach] = await world.database.admin<{ readonly mark: string | null; readonly achieved: string | null }>(
    'select last_covered_date::text as mark, achieved_from::text as achieved from bank_accounts where id = $1',
    [only(client)],
  );
  return reach;
};
const tasksOf = ({ clientId }: ConnectedClient) =>
  world.database.admin('select kind, status, closed_by, data from tasks where client_id = $1 order by id', [clientId]);
const outcomeOf = async (runId: string) => {
  const [part] = await world.database.admin(
    'select outcome, achieved_from::text as achieved from sync_run_accounts where run_id = $1',
    [runId],
  );
  return part;
};
const covered = (fromAgo: number, toAgo: number, reason: string | null = null) => ({
  from: day(fromAgo),
  to: day(toAgo),
  state: 'complete_unverified',
  reason,
});
const gap = (fromAgo: number, toAgo: number) => ({
  from: day(fromAgo),
  to: day(toAgo),
  state: 'gap',
  reason: 'beyond_history',
});
/** As if the account had been read whole, as far as the mark. */
const readBefore = async ({ clientId, accounts }: ConnectedClient, fromAgo: number, toAgo: number): Promise<void> => {
  await world.database.admin(
    `insert into coverage (client_id, account_id, from_date, to_date, state, run_id)
     values ($1, $2, $3, $4, 'complete_unverified', gen_random_uuid())`,
    [clientId, accounts[0]?.id, day(fromAgo), day(toAgo)],
  );
  await world.database.admin('update bank_accounts set last_covered_date = $2, achieved_from = $3 where id = $1', [
    accounts[0]?.id,
    day(toAgo),
    day(fromAgo),
  ]);
};

describe('moveCoverage', () => {
  test('ledger 7 a default history begins where the bank does: no gap, no task; the bank’s day is not covered', async () => {
    const client = await world.connect();
    serve(client, [row(1), row(89)]);
    const { runId } = await sync(world, client);
    expect(await coverageOf(client)).toEqual([covered(89, 1)]);
    expect(await reachOf(client)).toEqual({ mark: day(1), achieved: day(89) });
    expect(await outcomeOf(runId)).toEqual({ outcome: 'complete_unverified', achieved: day(89) });
    expect(await tasksOf(client)).toEqual([]);
  });

  test('Q22 the oldest entry comes long after the asked start: in doubt, achieved from there, one task', async () => {
    const client = await world.connect({ historyFrom: day(80) });
    serve(client, [row(1), row(40)]);
    const { runId } = await sync(world, client);
    expect(await coverageOf(client)).toEqual([covered(80, 41, 'nothing_shown'), covered(40, 1)]);
    expect(await reachOf(client)).toEqual({ mark: day(1), achieved: day(40) });
    expect(await outcomeOf(runId)).toMatchObject({ outcome: 'complete_unverified' });
    const wanted = { kind: 'history_not_reached', data: { from: day(80), to: day(41) } };
    expect(await tasksOf(client)).toEqual([{ ...wanted, status: 'open', closed_by: null }]);
    await sync(world, client);
    expect(await tasksOf(client)).toHaveLength(1);
    const events = await world.database.admin(
      `select id from outbox_events where client_id = $1 and type = 'task.created'`,
      [client.clientId],
    );
    expect(events).toHaveLength(1);
  });

  test('bank E an asked start beyond the history is a gap that is never found again', async () => {
    const client = await world.connect({ historyFrom: day(200) });
    serve(client, [row(1), row(89)]);
    const { runId, outcome } = await sync(world, client);
    expect(await coverageOf(client)).toEqual([gap(200, 90), covered(89, 1)]);
    expect({ outcome, ...(await outcomeOf(runId)) }).toMatchObject({ outcome: 'gap' });
    expect((await runRow(world, runId)).status).toBe('partial');
    expect(await reachOf(client)).toEqual({ mark: day(1), achieved: day(89) });
    expect((await sync(world, client)).outcome).toBe('complete_unverified');
    expect(await tasksOf(client)).toMatchObject([
      { kind: 'history_not_reached', data: { from: day(200), to: day(90) } },
    ]);
  });

  test('ledger 5 an outage beyond the floor: a gap, one task, the mark goes on; a person’s sync closes both', async () => {
    const client = await world.connect();
    await readBefore(client, 300, 150);
    serve(client, [row(1), row(60), row(89), row(120), row(155)]);
    expect((await sync(world, client)).outcome).toBe('partial');
    expect(await coverageOf(client)).toEqual([covered(300, 150), gap(149, 90), covered(89, 1)]);
    expect((await reachOf(client))?.mark).toBe(day(1));
    expect(await tasksOf(client)).toMatchObject([
      { kind: 'coverage_gap', status: 'open', data: { from: day(149), to: day(90) } },
    ]);
    expect((await sync(world, client)).outcome).toBe('complete_unverified');
    expect(await tasksOf(client)).toHaveLength(1);

    await request(world, client, { psu: '203.0.113.7', from: day(160) });
    expect((await sync(world, client, 'manual')).newRows).toBe(2);
    expect(await coverageOf(client)).toEqual([covered(300, 1)]);
    expect(await tasksOf(client)).toMatchObject([{ status: 'closed', closed_by: 'workflow' }]);
  });

  test('bank E PERIOD_INVALID: what the bank does not give of the asked history is the gap', async () => {
    const client = await world.connect({ historyFrom: day(300) });
    serve(client, [row(1), row(89)]);
    await request(world, client, { psu: '203.0.113.7', trigger: 'first' });
    world.bank.beforePage = ({ from }) => {
      if (from < day(89)) throw bankError('bank_refuses_request', { status: 400, bankCode: 'PERIOD_INVALID' });
    };
    await sync(world, client, 'first');
    expect(await coverageOf(client)).toEqual([gap(300, 90), covered(89, 1)]);
    expect(await tasksOf(client)).toMatchObject([
      { kind: 'history_not_reached', data: { from: day(300), to: day(90) } },
    ]);
  });

  test('ledger 7 of complete dates only that of a changed row is lowered', async () => {
    const client = await world.connect();
    serve(client, [row(1), row(5), row(89)]);
    await sync(world, client);
    await world.database.admin(`update coverage set state = 'complete' where account_id = $1`, [only(client)]);
    await sync(world, client);
    const complete = (fromAgo: number, toAgo: number) => ({ ...covered(fromAgo, toAgo), state: 'complete' });
    expect(await coverageOf(client)).toEqual([complete(89, 1)]);
    serve(client, [row(1), { ...row(5), text: 'Faktura' }, row(89)]);
    await sync(world, client);
    expect(await coverageOf(client)).toEqual([complete(89, 6), covered(5, 5), complete(4, 1)]);
  });

  test('I17 a merge that dies takes coverage and mark back with its rows', async () => {
    const client = await world.connect();
    serve(client, [row(1)]);
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    const { mergeWindow } = world.stepsWith((name) => {
      if (name === 'merge.before_commit') throw new Error('killed');
    });
    await expect(world.run(mergeWindow, ref)).rejects.toThrow('killed');
    expect(await coverageOf(client)).toEqual([]);
    expect(await reachOf(client)).toEqual({ mark: null, achieved: null });
    await world.run(world.steps.mergeWindow, ref);
    expect((await reachOf(client))?.mark).toBe(day(1));
  });

  test('ledger 5 a missed row that falls behind the floor: one task, closed when it is shown again', async () => {
    const client = await world.connect();
    serve(client, [row(1), row(80)]);
    await sync(world, client);
    const missed = (count: number) =>
      world.database.admin(
        `with missed as (
           update bank_transactions set miss_count = $2, first_missed_on = $3
           where account_id = $1 and booking_date = $4 returning client_id, account_id, booking_date
         )
         insert into unsettled_dates (client_id, account_id, date, reason, since)
         select client_id, account_id, booking_date, 'missed', $3 from missed on conflict do nothing`,
        [only(client), count, day(1), day(80)],
      );
    await missed(1);
    world.setNow('2026-12-05T09:00:00Z');
    await sync(world, client);
    await sync(world, client);
    const wanted = { kind: 'missed_row_out_of_reach', data: { date: day(80), rows: 1 } };
    expect(await tasksOf(client)).toMatchObject([{ ...wanted, status: 'open' }]);
    await missed(0);
    await sync(world, client);
    expect(await tasksOf(client)).toMatchObject([{ ...wanted, status: 'closed', closed_by: 'workflow' }]);
  });

  test.each(['uncertain_count', 'hard_conflict'])(
    'I4 a date of %s that falls behind the floor: one task, closed when it is settled',
    async (reason) => {
      const client = await world.connect();
      serve(client, [row(1), row(80)]);
      await sync(world, client);
      await world.database.admin(
        `insert into unsettled_dates (client_id, account_id, date, reason, since) values ($1, $2, $3, $4, $5)`,
        [client.clientId, only(client), day(80), reason, day(1)],
      );
      world.setNow('2026-12-05T09:00:00Z');
      await sync(world, client);
      await sync(world, client);
      const wanted = { kind: 'unsettled_date_out_of_reach', data: { date: day(80), reason } };
      expect(await tasksOf(client)).toMatchObject([{ ...wanted, status: 'open' }]);
      await world.database.admin('delete from unsettled_dates where account_id = $1', [only(client)]);
      await sync(world, client);
      expect(await tasksOf(client)).toMatchObject([{ ...wanted, status: 'closed', closed_by: 'workflow' }]);
    },
  );
});
