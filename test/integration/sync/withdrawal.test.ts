import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { closeTask } from '../../../src/db/sql/taskRoutes/closeTask.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { eventually } from '../local/eventually.ts';
import type { BankRow } from './memoryBank.ts';
import { beginNights, type Nights } from './nights.ts';
import { openSyncWorld, request, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.bank.beforePage = () => {};
  world.bank.pageCalls.length = 0;
});

const rent: BankRow = { date: '2026-11-10', amountMinor: -900_000, text: 'Husleie' };
const coffee: BankRow = { date: '2026-11-12', amountMinor: -4_500, text: 'Kaffe' };
const salary: BankRow = { date: '2026-11-12', amountMinor: 3_000_000, text: 'Lønn' };
const all = [rent, coffee, salary];

const eventsOf = ({ client: { clientId } }: Nights, type: string) =>
  world.database.admin<{ data: { ids: Record<string, string[]> } }>(
    'select data from outbox_events where client_id = $1 and type = $2 order by id',
    [clientId, type],
  );
/** Dates that were read alone: from, to. */
const readAlone = (runWindowTo: string) =>
  world.bank.pageCalls.filter(({ query }) => query.to !== runWindowTo).map(({ query: { from, to } }) => [from, to]);

describe('ledger 6, step 5: a row that the bank shows no more', () => {
  test('I6 is withdrawn after two whole reads and a date read alone, and keeps its slot', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    const { id } = await nights.rowOf(-4_500);
    world.bank.pageCalls.length = 0;
    await nights.night(15, [rent, salary]);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'booked', miss_count: 1 });
    expect(readAlone('2026-11-15')).toEqual([]);
    world.bank.pageCalls.length = 0;
    const { runId } = await nights.night(16);
    // From the date before, which an answer that was cut off would not show.
    expect(readAlone('2026-11-16')).toEqual([['2026-11-10', '2026-11-12']]);
    expect(await nights.rowOf(-4_500)).toMatchObject({ id, status: 'withdrawn', last_changed_run_id: runId });
    expect(await nights.revisions(id)).toEqual([
      { before: { status: 'booked' }, after: { status: 'withdrawn' }, reason: 'absent' },
    ]);
    expect(await nights.feed(id)).toEqual(['created', 'withdrawn']);
    expect((await eventsOf(nights, 'transactions.withdrawn')).map(({ data }) => data.ids)).toEqual([
      { transactions: [id] },
    ]);
    expect(
      await world.database.admin('select withdrawn_rows, new_rows from sync_run_accounts where run_id = $1', [runId]),
    ).toEqual([{ withdrawn_rows: 1, new_rows: 0 }]);
    expect(await nights.tasks()).toEqual([]);

    // Booked again it is a new row: a slot is never used again.
    await nights.night(17, all);
    expect(await nights.rows()).toEqual([
      '2026-11-10 -900000/1 booked',
      '2026-11-12 3000000/1 booked',
      '2026-11-12 -4500/1 withdrawn',
      '2026-11-12 -4500/2 booked',
    ]);
  });

  test('I6 hidden for one run it comes back as it was', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    const before = await nights.rowOf(-4_500);
    await nights.night(15, [rent, salary]);
    await nights.night(16, all);
    await nights.night(17, [rent, salary]);
    expect(await nights.rowOf(-4_500)).toMatchObject({ id: before.id, slot: 1, status: 'booked', miss_count: 1 });
    await nights.night(18, all);
    expect(await nights.rowOf(-4_500)).toMatchObject({ id: before.id, miss_count: 0 });
    expect(await nights.feed(before.id)).toEqual(['created']);
  });

  test('I6 a window truncated again and again withdraws nothing that the date itself shows', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    const { bankId } = nights;
    world.bank.beforePage = ({ to }) => {
      world.bank.rows.set(bankId, to === coffee.date ? [coffee, salary, rent] : [salary, rent]);
    };
    for (const day of [15, 16, 17, 18]) await nights.night(day);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'booked', miss_count: 0 });
  });

  test('I6 nor does an answer for the date that is truncated itself', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    const { bankId } = nights;
    world.bank.beforePage = ({ to }) => {
      world.bank.rows.set(bankId, to === coffee.date ? [salary] : [salary, rent]);
    };
    for (const day of [15, 16, 17, 18]) await nights.night(day);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'booked' });
  });

  test('I3 of a date that shows nothing: read from the nearest earlier date that does', async () => {
    const nights = await beginNights(world);
    const later = { ...coffee, date: '2026-11-13' };
    await nights.night(14, [...all, later]);
    await nights.night(15, [rent, later]);
    world.bank.pageCalls.length = 0;
    await nights.night(16);
    expect(readAlone('2026-11-16')).toEqual([['2026-11-10', '2026-11-12']]);
    expect(await nights.rows()).toEqual([
      '2026-11-10 -900000/1 booked',
      '2026-11-12 3000000/1 withdrawn',
      '2026-11-12 -4500/1 withdrawn',
      '2026-11-13 -4500/1 booked',
    ]);
  });

  test('I6 of the newest date, at a bank that lists the oldest first and cuts its answers: a task, never a withdrawal', async () => {
    const nights = await beginNights(world);
    const earlier = { ...rent, date: '2026-11-08' };
    await nights.night(14, [earlier, ...all]);
    const { bankId } = nights;
    world.bank.pageCalls.length = 0;
    world.bank.beforePage = () => void world.bank.rows.set(bankId, [earlier, rent]);
    for (const day of [15, 16, 17]) await nights.night(day);
    expect(world.bank.pageCalls.map(({ query }) => query.to)).toEqual(['2026-11-15', '2026-11-16', '2026-11-17']);
    expect((await nights.ledger()).map(({ status }) => status)).toEqual(Array(4).fill('booked'));
    expect((await nights.tasks()).map(({ kind }) => kind)).toEqual(Array(2).fill('withdrawal_not_provable'));
    world.bank.beforePage = () => {};
    await nights.night(18, [earlier, ...all]);
    expect(await nights.tasks()).toEqual([]);
  });

  test('ledger 5 nothing before the unattended floor is asked for: a task, once, and the day’s reads are kept', async () => {
    const old: BankRow = { date: '2026-05-02', amountMinor: -5_000, text: 'gammel' };
    const nights = await beginNights(world, { historyFrom: '2026-01-01' });
    await request(world, nights.client, { psu: '203.0.113.7', trigger: 'first' });
    await nights.night(14, [old, coffee]);
    expect(await nights.rows()).toHaveLength(2);
    await nights.night(15, [old]);
    world.bank.pageCalls.length = 0;
    for (const day of [16, 17, 18]) await nights.night(day);
    expect(world.bank.pageCalls.map(({ query }) => query.to)).toEqual(['2026-11-16', '2026-11-17', '2026-11-18']);
    expect((await nights.tasks()).map(({ kind }) => kind)).toEqual(['history_not_reached', 'withdrawal_not_provable']);
  });

  test('contract 3.2 a row that a person ignored, withdrawn and shown again, comes back ignored', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    await nights.mark((await nights.rowOf(-4_500)).id, 'ignored', 'person');
    for (const day of [15, 16]) await nights.night(day, [rent, salary]);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'withdrawn', match_status: 'ignored' });
    await nights.night(17, all);
    const again = (await nights.ledger()).find(({ slot }) => slot === 2);
    expect(again).toMatchObject({ status: 'booked', match_status: 'ignored', ignored_because: 'person' });
  });

  test('I22 a task about what nobody can prove, closed by a person, does not come again', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [coffee]);
    for (const day of [15, 16]) await nights.night(day, []);
    const told = () =>
      world.database.admin<{ id: string; kind: string; status: string }>(
        'select id, kind, status from tasks where account_id = $1',
        [nights.accountId],
      );
    const [task] = await told();
    await withClient(world.deps.orm.em, { clientId: nights.client.clientId, role: 'kontosync_app' }, (em) =>
      closeTask(em, { clientId: nights.client.clientId, taskId: task?.id ?? '', actor: 'key:1', user: null }),
    );
    for (const day of [17, 18]) await nights.night(day, []);
    expect((await told()).map(({ kind, status }) => [kind, status])).toEqual([['withdrawal_not_provable', 'closed']]);
  });

  test('I6 a history that is clipped in silence withdraws nothing: an empty answer is no proof', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    const { bankId } = nights;
    // From now on the bank gives nothing of these days, whatever it is asked.
    world.bank.beforePage = () => void world.bank.rows.set(bankId, []);
    for (const day of [15, 16, 17, 18]) await nights.night(day);
    expect((await nights.ledger()).map(({ status }) => status)).toEqual(Array(3).fill('booked'));
    // One for each row, however many nights it is found again.
    expect((await nights.tasks()).map(({ kind }) => kind)).toEqual(Array(3).fill('withdrawal_not_provable'));
    // Shown again there is nothing left to do.
    world.bank.beforePage = () => {};
    await nights.night(19, all);
    expect(await nights.tasks()).toEqual([]);
  });

  test('I12 a matched row ends only together with a task, and keeps its match', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    const { id } = await nights.rowOf(-4_500);
    await nights.mark(id, 'matched');
    await nights.night(15, [rent, salary]);
    expect(await nights.tasks()).toEqual([]);
    const { runId } = await nights.night(16);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'withdrawn', match_status: 'matched' });
    expect(await nights.tasks()).toEqual([
      { kind: 'row_withdrawn_after_match', transaction_ids: [id], data: { booking_date: '2026-11-12' } },
    ]);
    const [task] = await world.database.admin<{ id: string }>('select id from tasks where run_id = $1', [runId]);
    expect((await eventsOf(nights, 'task.created')).map(({ data }) => data.ids)).toEqual([{ tasks: [task?.id] }]);

    await nights.night(17, all);
    const again = (await nights.ledger()).find(({ slot }) => slot === 2);
    expect((await nights.tasks())[1]).toMatchObject({
      kind: 'equal_row_after_withdrawal',
      transaction_ids: [id, again?.id],
    });
  });

  test('I12 a row that is matched while the merge plans is not withdrawn in silence', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    await nights.night(15, [rent, salary]);
    const { id } = await nights.rowOf(-4_500);
    const person = new Client(world.database.adminUrl);
    await person.connect();
    try {
      await person.query('begin');
      await person.query(`update bank_transactions set match_status = 'matched' where id = $1`, [id]);
      const night = nights.night(16);
      await eventually('the merge waits for the row', async () => {
        const waiting = await world.database.admin(
          `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length === 1;
      });
      await person.query('commit');
      await night;
    } finally {
      await person.end();
    }
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'withdrawn', match_status: 'matched' });
    expect((await nights.tasks()).map(({ kind }) => kind)).toEqual(['row_withdrawn_after_match']);
  });

  test('ledger 6 what waited for a person waits no more', async () => {
    const nights = await beginNights(world);
    await nights.night(14, all);
    const { id } = await nights.rowOf(-4_500);
    await nights.mark(id, 'review');
    await world.database.admin(
      `insert into review_items (id, client_id, transaction_id, kind, reason, candidates)
       values (gen_random_uuid(), $1, $2, 'candidates', 'x', '[]')`,
      [nights.client.clientId, id],
    );
    await nights.night(15, [rent, salary]);
    await nights.night(16);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'withdrawn', match_status: 'unmatched' });
    expect(await world.database.admin('select status from review_items where transaction_id = $1', [id])).toEqual([
      { status: 'resolved' },
    ]);
  });
});
