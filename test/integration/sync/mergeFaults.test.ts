import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { insertTransactions } from '../../../src/db/sql/ledger/insertTransactions.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { calendarDate } from '../../../src/domain/calendarDate.ts';
import { noDetails } from '../../unit/domain/ledger/ledgerFixtures.ts';
import { eventually } from '../local/eventually.ts';
import type { BankRow } from './memoryBank.ts';
import { lockWaits, nothing, rows, stageWindow, tracesOf } from './stagedWindow.ts';
import { ledgerOf, type OpenAccount, open, openSyncWorld, type SyncWorld, sync } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.setNow('2026-11-20T09:00:00Z');
  world.bank.pageSize = 50;
});

const staged = (given?: readonly BankRow[]) => stageWindow(world, given);
const traces = (ref: OpenAccount) => tracesOf(world, ref);
const waiting = (): Promise<number> => lockWaits(world);
const merged = {
  rows: 3,
  changes: 3,
  events: 1,
  digests: 2,
  mark: '2026-11-19',
  merges: 1,
  imported: 3,
  state: 'merged',
};

const isWaiting = async (): Promise<boolean> => (await waiting()) === 1;

class Killed extends Error {}
const dieAt = (place: string) =>
  world.stepsWith((name) => {
    if (name === place) throw new Killed(name);
  });

describe('a merge that dies', () => {
  test.each(['merge.before', 'merge.in_transaction', 'merge.before_commit'])(
    'I17, I18 at %s: nothing is written, neither rows nor mark nor events, and the next attempt does all of it',
    async (place) => {
      const ref = await staged();
      await expect(world.run(dieAt(place).mergeWindow, ref)).rejects.toThrow(place);
      expect(await traces(ref)).toEqual(nothing);
      expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 3, changedRows: 0 });
      expect(await traces(ref)).toMatchObject(merged);
    },
  );

  test.each(['merge.after_commit', 'merge.before_report'])(
    'I16, I18 at %s: all is written, once, and the next attempt reports the same counts',
    async (place) => {
      const ref = await staged();
      await expect(world.run(dieAt(place).mergeWindow, ref)).rejects.toThrow(place);
      expect(await traces(ref)).toMatchObject(merged);
      expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 3, changedRows: 0 });
      expect(await traces(ref)).toMatchObject(merged);
    },
  );

  test('ledger 5 after it asked for dates: it asks for the same ones, and no round is counted twice', async () => {
    const client = await world.connect();
    const bankId = client.accounts[0]?.bankId ?? '';
    world.bank.rows.set(bankId, rows);
    await sync(world, client);
    world.bank.rows.set(bankId, rows.slice(1));
    await sync(world, client);
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    await expect(world.run(dieAt('merge.before_report').mergeWindow, ref)).rejects.toThrow('before_report');
    const before = await ledgerOf(world, ref.accountId);
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 0, changedRows: 0, rereads: 1 });
    expect(
      await world.database.admin(
        `select reread_rounds, state, (select count(*)::int from sync_rereads where run_id = $1) as asked
         from sync_run_accounts where run_id = $1`,
        [ref.runId],
      ),
    ).toEqual([{ reread_rounds: 1, state: 'staged', asked: 1 }]);
    expect(await ledgerOf(world, ref.accountId)).toEqual(before);
  });
});

describe('merges at the same time', () => {
  test('I8 of the same window: one writes, all report the same, each effect is there once (I16, I18)', async () => {
    const ref = await staged();
    const results = await Promise.all(Array.from({ length: 4 }, () => world.run(world.steps.mergeWindow, ref)));
    expect(results).toEqual(results.map(() => ({ newRows: 3, changedRows: 0 })));
    expect(await traces(ref)).toMatchObject(merged);
  });

  test('I19 another attempt has begun to read the account: the late merge writes nothing', async () => {
    const ref = await staged();
    await world.database.admin('update bank_accounts set fence = fence + 1 where id = $1', [ref.accountId]);
    await expect(world.run(world.steps.mergeWindow, ref)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await traces(ref)).toEqual(nothing);
  });

  test('ledger 9 the account is connected anew while the merge waits: it is left to the other connection', async () => {
    const ref = await staged();
    const other = randomUUID();
    await world.database.admin(
      `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', 'active')`,
      [other, ref.clientId],
    );
    const holder = new Client(world.database.adminUrl);
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('update bank_accounts set connection_id = $2 where id = $1', [ref.accountId, other]);
      const waiting = world.run(world.steps.mergeWindow, ref);
      await eventually('the merge waits', isWaiting);
      await holder.query('commit');
      expect(await waiting).toEqual({ newRows: 0, changedRows: 0 });
    } finally {
      await holder.end();
    }
    expect(await traces(ref)).toEqual({ ...nothing, state: 'partial' });
    expect(await world.database.admin('select outcome from sync_run_accounts where run_id = $1', [ref.runId])).toEqual([
      { outcome: 'elsewhere' },
    ]);
  });

  test.each([
    ['is missed', 0],
    ['is shown again', 1],
  ])('a row that %s is held in the order of ids, as by all that hold several: no deadlock', async (_how, missed) => {
    const client = await world.connect();
    const coffee: BankRow = { date: '2026-11-18', amountMinor: -100, text: 'Kaffe' };
    const tea: BankRow = { date: '2026-11-18', amountMinor: -200, text: 'Te' };
    const serve = (shown: readonly BankRow[]) => world.bank.rows.set(client.accounts[0]?.bankId ?? '', shown);
    serve([coffee, tea]);
    await sync(world, client);
    const stored = await ledgerOf(world, client.accounts[0]?.id ?? '');
    const [first, second] = stored.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    // The first is the one whose misses change, the other takes more details.
    const [one, other] = first?.text === 'Kaffe' ? [coffee, tea] : [tea, coffee];
    const more = { ...other, text: `${other.text} og kake` };
    for (let night = 0; night < missed; night += 1) {
      world.setNow('2026-11-21T03:00:00Z');
      serve([other]);
      await sync(world, client);
    }
    world.setNow('2026-11-22T03:00:00Z');
    serve(missed === 0 ? [more] : [one, more]);
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    const person = new Client(world.database.adminUrl);
    await person.connect();
    const hold = (id: string | undefined) =>
      person.query('select from bank_transactions where id = $1 for no key update', [id]);
    try {
      await person.query('begin');
      await hold(first?.id);
      const merging = world.run(world.steps.mergeWindow, ref);
      await eventually('the merge waits', isWaiting);
      await Promise.all([hold(second?.id).then(() => person.query('commit')), merging]);
      expect(await merging).toEqual({ newRows: 0, changedRows: 1 });
    } finally {
      await person.end();
    }
  });

  test('I21 a merge that is under way blocks no other client, and sees nothing of it', async () => {
    const [ours, theirs] = [await staged(), await staged()];
    const holder = new Client(world.database.adminUrl);
    await holder.connect();
    try {
      // As if a merge of our account were under way for long.
      await holder.query('begin');
      await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [ours.accountId]);
      const waiting = world.run(world.steps.mergeWindow, ours);
      await eventually('our merge waits', isWaiting);
      expect(await world.run(world.steps.mergeWindow, theirs)).toEqual({ newRows: 3, changedRows: 0 });
      expect(await traces(ours)).toEqual(nothing);
      await holder.query('commit');
      expect(await waiting).toEqual({ newRows: 3, changedRows: 0 });
    } finally {
      await holder.end();
    }
    expect(await traces(ours)).toMatchObject(merged);
    expect(await traces(theirs)).toMatchObject(merged);
  });

  test('ledger 9 a slot that is taken fails: under the lock it is a bug', async () => {
    const ref = await staged();
    await world.run(world.steps.mergeWindow, ref);
    const taken = {
      id: '01a20000-0000-7000-8000-000000000001',
      slot: 1,
      replaces: null,
      isIgnoredByPerson: false,
      contentSha256: '00'.repeat(32),
      entry: {
        bookingDate: calendarDate('2026-11-17'),
        valueDate: null,
        amountMinor: 99_900n,
        currency: 'NOK',
        details: noDetails,
        bankIds: {},
      },
    };
    await expect(
      withClient(world.database.orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, (em) =>
        insertTransactions(em, { ...ref, mergeNo: 2, matchFrom: null, rows: [taken] }),
      ),
    ).rejects.toMatchObject({ code: '23505' });
  });
});

test('I16 over many nights: the rows that were ever inserted are the sum of what the runs reported', async () => {
  const client = await world.connect();
  const bankId = client.accounts[0]?.bankId ?? '';
  let shown: readonly BankRow[] = rows;
  for (const day of [20, 21, 22, 23]) {
    world.setNow(`2026-11-${day}T03:00:00Z`);
    world.bank.rows.set(bankId, shown);
    await sync(world, client);
    shown = [{ date: `2026-11-${day}`, amountMinor: day }, ...shown.slice(0, -1)];
  }
  const [counts] = await world.database.admin(
    `select (select sum(new_rows)::int from sync_runs where client_id = $1) as reported,
            (select count(*)::int from bank_transactions where client_id = $1) as inserted,
            (select total_transactions_imported::int from bank_connections where client_id = $1) as total,
            (select bool_and(fetched = new_rows + duplicates + errors) from sync_runs where client_id = $1) as adds_up`,
    [client.clientId],
  );
  expect(counts).toEqual({ reported: 6, inserted: 6, total: 6, adds_up: true });
});
