import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../local/eventually.ts';
import type { BankRow } from './memoryBank.ts';
import { lockWaits, nothing, rows, stageWindow, tracesOf } from './stagedWindow.ts';
import { type OpenAccount, openSyncWorld, type SyncWorld } from './syncWorld.ts';

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
/** The head of the second page repeats the tail of the first: the date is to be read alone. */
const [twin] = rows;
const twins: readonly BankRow[] = twin === undefined ? [] : [{ date: '2026-11-19', amountMinor: 1 }, twin, twin];
const rereadsOf = ({ runId }: OpenAccount) =>
  world.database.admin(
    `select d.target_date::text as date, d.state, p.reread_rounds::int as rounds
     from sync_rereads d join sync_run_accounts p using (client_id, run_id, account_id)
     where d.run_id = $1 order by d.read_no`,
    [runId],
  );
const isWaiting = async (): Promise<boolean> => (await waiting()) === 1;

describe('merges that ask for dates, at the same time', () => {
  test('ledger 5 two attempts at once ask for a date once', async () => {
    world.bank.pageSize = 2;
    const ref = await staged(twins);
    const holder = new Client(world.database.adminUrl);
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [ref.accountId]);
      const both = [1, 2].map(() => world.run(world.steps.mergeWindow, ref));
      await eventually('both attempts wait', async () => (await waiting()) === 2);
      await holder.query('commit');
      const asks = { newRows: 0, changedRows: 0, rereads: 1 };
      expect(await Promise.all(both)).toEqual([asks, asks]);
    } finally {
      await holder.end();
    }
    expect(await rereadsOf(ref)).toEqual([{ date: '2026-11-18', state: 'asked', rounds: 1 }]);
  });

  test('ledger 5 an attempt that was overtaken while its dates were read merges nothing without them', async () => {
    world.bank.pageSize = 2;
    const ref = await staged(twins);
    const holder = new Client(world.database.adminUrl);
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [ref.accountId]);
      const late = world.run(world.steps.mergeWindow, ref);
      await eventually('the attempt waits', isWaiting);
      // Meanwhile another one has asked, and the date was read.
      await holder.query(
        `insert into sync_rereads (client_id, run_id, account_id, read_no, from_date, target_date, state)
         values ($1, $2, $3, 1, '2026-11-18', '2026-11-18', 'refused')`,
        [ref.clientId, ref.runId, ref.accountId],
      );
      await holder.query('commit');
      await expect(late).rejects.toMatchObject({ code: 'changed_meanwhile' });
    } finally {
      await holder.end();
    }
    expect(await traces(ref)).toEqual(nothing);
  });

  test('ledger 9 an account that left its run and came back is not merged by it, whatever it had asked for', async () => {
    world.bank.pageSize = 2;
    const ref = await staged(twins);
    expect(await world.run(world.steps.mergeWindow, ref)).toMatchObject({ rereads: 1 });
    const { clientId, connectionId, accounts } = ref.client;
    const elsewhere = await world.connect({ clientId });
    const move = (id: string) =>
      world.database.admin('update bank_accounts set connection_id = $2 where id = $1', [accounts[0]?.id, id]);
    await move(elsewhere.connectionId);
    expect(await world.run(world.steps.rereadDates, ref)).toEqual({ kind: 'done', read: 0, refused: 0 });
    await move(connectionId);
    expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 0, changedRows: 0 });
    expect(await traces(ref)).toEqual({ ...nothing, state: 'partial' });
  });
});
