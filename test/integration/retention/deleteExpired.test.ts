import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createDeleteExpired } from '../../../src/activities/retention/deleteExpired.ts';
import type { ExpiredRows } from '../../../src/contracts/erasure.ts';
import { deleteExpiring, expiringRows } from '../../../src/db/sql/retention/expiringRows.ts';
import { acrossClients, query } from '../../../src/db/tenantScope.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { fillTables, insertRow, type TableOfClients, tablesOfClients, valueOf } from '../db/oneRowEach.ts';

/** How old a row may be, in days; one of a day more is gone. */
const lives: Readonly<Record<string, number>> = {
  sync_pages: 90,
  authorization_attempts: 7,
  sync_requests: 90,
  match_advice: 90,
  mails: 365,
  unattended_bank_reads: 35,
};

let database: TestDatabase;
let tables: readonly TableOfClients[];
const clients = [randomUUID(), randomUUID()];
beforeAll(async () => {
  database = await openTestDatabase();
  tables = await tablesOfClients(database);
  await fillTables(database, tables, clients);
  await database.admin(`update authorization_attempts set status = 'failed'`);
});
afterAll(() => database.close());

const run = (): Promise<ExpiredRows> =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(
    createDeleteExpired({ orm: database.orm, clock: { now: () => Date.now() } }),
  );
const countOf = async (table: string): Promise<number> => {
  const [row] = await database.admin<{ count: number }>(`select count(*)::int as count from ${table}`);
  return row?.count ?? -1;
};
const age = (table: string, column: string, days: number) =>
  database.admin(`update ${table} set ${column} = now() - interval '${days} days' + interval '1 hour'`);

test('E-18 what is young stays', async () => {
  await database.admin(`update held_transactions set held_until = current_date + 1`);
  for (const { table, column } of expiringRows) if (lives[table] !== undefined) await age(table, column, lives[table]);
  expect(await run()).toEqual({ deleted: {}, more: false });
});

test.each(expiringRows.filter(({ table }) => table !== 'held_transactions'))(
  'E-18 $table: what is older goes, of all clients',
  async ({ table, column }) => {
    expect(lives).toHaveProperty(table);
    // What refers to it is not of interest here; one of the two stays.
    await database.admin('set session_replication_role = replica');
    await database.admin(
      `update ${table} set ${column} = now() - interval '${(lives[table] ?? 0) + 2} days' where client_id = $1`,
      [clients[0]],
    );
    await database.admin('set session_replication_role = origin');
    expect(await run()).toEqual({ deleted: { [table]: 1 }, more: false });
    expect(await database.admin(`select client_id from ${table}`)).toEqual([{ client_id: clients[1] }]);
  },
);

test('E-18 a held row goes on the first day on which no law asks for it', async () => {
  await database.admin('update held_transactions set held_until = current_date where client_id = $1', [clients[0]]);
  expect(await run()).toEqual({ deleted: { held_transactions: 1 }, more: false });
  expect(await countOf('held_transactions')).toBe(1);
});

test('E-18 an attempt that is open, and a request that nobody took up, stay however old they are', async () => {
  await database.admin(`update authorization_attempts set status = 'granted', updated_at = now() - interval '1 year'`);
  await database.admin(`update sync_requests set run_id = null, requested_at = now() - interval '1 year'`);
  expect(await run()).toEqual({ deleted: {}, more: false });
});

test('E-18 the database refuses to delete across clients what is young, whatever is asked', async () => {
  for (const { table } of expiringRows) {
    const before = await countOf(table);
    await acrossClients(database.orm.em, (em) => query(em, `delete from ${table}`)).catch(() => undefined);
    expect([table, await countOf(table)]).toEqual([table, before]);
  }
});

test('E-18 many go in batches, the oldest first', async () => {
  const pages = tables.find(({ name }) => name === 'sync_pages');
  const [rows] = expiringRows;
  if (pages === undefined || rows === undefined) throw new Error('no such table');
  await database.admin('set session_replication_role = replica');
  for (let day = 0; day < 25; day += 1)
    await database.admin(
      insertRow(pages, (column) =>
        column.name === 'fetched_at'
          ? `now() - interval '${100 + day} days'`
          : column.name === 'run_id'
            ? `'${randomUUIDv7()}'`
            : valueOf(column, clients[1] ?? ''),
      ),
    );
  await database.admin('set session_replication_role = origin');
  const batch = () => acrossClients(database.orm.em, (em) => deleteExpiring(em, rows, { limit: 10 }));
  const counts = [await batch()];
  const [oldest] = await database.admin<{ days: number }>(
    `select extract(day from now() - min(fetched_at))::int as days from sync_pages`,
  );
  expect(oldest?.days).toBe(114);
  counts.push(await batch(), await batch(), await batch());
  expect(counts).toEqual([10, 10, 5, 0]);
});
