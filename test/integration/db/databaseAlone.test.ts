import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { query, type RuntimeRole, withClient } from '../../../src/db/tenantScope.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { fillTables, insertRow, type TableOfClients, tablesOfClients, valueOf } from './oneRowEach.ts';

/**
 * What is left when every check in the code is gone: statements that ask for all clients, with the context of one, by
 * roles that have been given every right there is. Tables and keys come from the catalog.
 */
let database: TestDatabase;
let tables: TableOfClients[];
const [mine, theirs] = [randomUUID(), randomUUID()];
const roles: readonly RuntimeRole[] = ['kontosync_app', 'kontosync_worker', 'kontosync_eraser'];

beforeAll(async () => {
  database = await openTestDatabase();
  tables = await tablesOfClients(database);
  await fillTables(database, tables, [mine, theirs]);
  await database.admin(`grant all on all tables in schema public to ${roles.join(', ')}`);
});
afterAll(() => database.close());

const as = (role: RuntimeRole, sql: string) =>
  withClient(database.orm.em, { clientId: mine, role }, (em) => query<Record<string, unknown>>(em, sql));
const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? error.message : 'thrown'),
  );
const each = async <T>(look: (table: TableOfClients) => Promise<T>): Promise<Record<string, T>> => {
  const found: Record<string, T> = {};
  for (const table of tables) found[table.name] = await look(table);
  return found;
};
const ofAll = <T>(value: T): Record<string, T> => Object.fromEntries(tables.map(({ name }) => [name, value]));

describe.each(roles)('C-5 %s with every right, every check of the code removed', (role) => {
  test('C-5 sees its own row of each table, and no other', async () => {
    expect(
      await each(async ({ name }) => (await as(role, `select client_id from ${name}`)).map((row) => row['client_id'])),
    ).toEqual(ofAll([mine]));
  });

  test("C-5 changes and deletes nothing of another client's", async () => {
    for (const statement of [
      (name: string) => `update ${name} set client_id = client_id where client_id = '${theirs}' returning client_id`,
      (name: string) => `delete from ${name} where client_id = '${theirs}' returning client_id`,
    ])
      expect(await each(({ name }) => as(role, statement(name)))).toEqual(ofAll([]));
  });

  test('C-7 puts no row into another client, neither a new one nor one of its own', async () => {
    const isRefused = expect.stringMatching(/row-level security/);
    expect(
      await each((table) =>
        refusal(
          as(
            role,
            insertRow(table, (column) => valueOf(column, theirs, randomUUID())),
          ),
        ),
      ),
    ).toEqual(ofAll(isRefused));
    expect(
      await each(({ name }) => refusal(as(role, `update ${name} set client_id = '${theirs}'`))),
      // The audit refuses every update.
    ).toEqual(ofAll(expect.stringMatching(/row-level security|the audit is only added to/)));
  });
});

test('C-5 without a client there is nothing, in any table', async () => {
  for (const role of roles)
    expect(
      await each(({ name }) =>
        database.orm.em.fork({ session: { role } }).transactional((em) => query(em, `select client_id from ${name}`)),
      ),
    ).toEqual(ofAll([]));
});

test("C-7 no foreign key takes another client's row: the poison insert of each", async () => {
  const keys = await database.admin<{ table: string; name: string; columns: string[] }>(
    `select c.conrelid::regclass::text as table, c.conname as name,
            array(select attname::text from unnest(c.conkey) k(n)
                  join pg_attribute on attrelid = c.conrelid and attnum = k.n) as columns
     from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`,
  );
  expect(keys.length).toBeGreaterThan(25);
  const referring = new Set(keys.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`)));
  const answers: string[] = [];
  for (const { table: name, name: constraint, columns } of keys) {
    const table = tables.find((candidate) => candidate.name === name);
    if (table === undefined) throw new Error(`${name} has a foreign key and no client_id`);
    const word = randomUUID();
    const poison = insertRow(table, (column) => {
      if (column.name === 'client_id') return `'${mine}'`;
      if (columns.includes(column.name)) return valueOf(column, theirs);
      return referring.has(`${name}.${column.name}`) ? valueOf(column, mine) : valueOf(column, mine, word);
    });
    answers.push(`${constraint}: ${await refusal(as('kontosync_worker', poison))}`);
  }
  expect(answers.filter((answer) => !/violates foreign key constraint "(.*)"$/.test(answer))).toEqual([]);
  expect(answers.filter((answer) => !answer.includes(`constraint "${answer.split(':')[0]}"`))).toEqual([]);
});
