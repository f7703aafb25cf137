import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createEraseRows } from '../../../src/activities/erasure/eraseRows.ts';
import type { ErasedRows, ErasureRef } from '../../../src/contracts/erasure.ts';
import { followWhole } from '../../../src/db/repositories/auditChain.ts';
import { beginErasure } from '../../../src/db/sql/clients/beginErasure.ts';
import { ensureClient } from '../../../src/db/sql/clients/ensureClient.ts';
import { erasedTables, keptTables } from '../../../src/db/sql/erasure/erasedTables.ts';
import { query, withClient } from '../../../src/db/tenantScope.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import {
  type ArrangedConnection,
  arrangeConnection,
  arrangeMatch,
  arrangePage,
  arrangeRun,
  arrangeRunAccount,
  arrangeTask,
  arrangeTransaction,
} from '../api/arrange.ts';
import { fillTables, tablesOfClients } from '../db/oneRowEach.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const now = () => Date.now();
const erase = (ref: ErasureRef, { batch = 2, clock = { now } } = {}): Promise<ErasedRows> =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(
    createEraseRows({ orm: database.orm, clock }, batch),
    ref,
  );
const begin = async (clientId: string): Promise<ErasureRef> => {
  // A fork: it may be asked for while another transaction is under way.
  const begun = await withClient(database.orm.em.fork(), { clientId, role: 'kontosync_app' }, (em) =>
    beginErasure(em, { clientId, erasureId: randomUUID() }),
  );
  if (begun === null) throw new Error('no such client');
  return { clientId, erasureId: begun.erasureId };
};
const countOf = async (table: string, clientId: string): Promise<number> => {
  const [row] = await database.admin<{ count: number }>(
    `select count(*)::int as count from ${table} where client_id = $1`,
    [clientId],
  );
  return row?.count ?? -1;
};
const thisYear = new Date().getUTCFullYear();

/** A client with an account, a run with a page, rows of some years, a match and a task. */
async function arrangeCompany(): Promise<ArrangedConnection> {
  const company = await arrangeConnection(database);
  const { clientId, accountId } = company;
  const runId = await arrangeRun(database, company);
  await arrangeRunAccount(database, { clientId, runId, accountId });
  await arrangePage(
    database,
    { clientId, runId, accountId },
    { body: Buffer.alloc(8), key_id: 'k', kdf_salt: Buffer.alloc(16), kdf_iterations: 1 },
  );
  for (const [year, status] of [
    [thisYear - 6, 'booked'],
    [thisYear - 5, 'booked'],
    [thisYear, 'booked'],
    [thisYear, 'withdrawn'],
  ] as const) {
    const transactionId = await arrangeTransaction(
      database,
      { clientId, accountId, runId },
      { booking_date: `${year}-03-01`, status, counterparty_name: `Kari ${year} ${status}` },
    );
    if (status === 'booked') await arrangeMatch(database, { clientId, transactionId }, [[`F-${year}`, '10000']]);
  }
  await arrangeTask(database, company);
  return company;
}
const heldOf = (clientId: string) =>
  database.admin<{ name: string; until: string; amount: string }>(
    `select content ->> 'counterparty_name' as name, held_until::text as until, content ->> 'amount_minor' as amount
     from held_transactions where client_id = $1 order by booking_date`,
    [clientId],
  );

describe('E-18 the rows of an erased client', () => {
  let company: ArrangedConnection;
  beforeEach(async () => {
    company = await arrangeCompany();
  });

  test('E-18 under legal hold the booked rows of five years stay apart, and nothing else', async () => {
    const other = await arrangeCompany();
    const ref = await begin(company.clientId);
    expect(await erase(ref)).toEqual({ erased: expect.any(Number), held: 2, more: false });
    for (const table of [...erasedTables, 'clients', 'audit_persons'])
      expect([table, await countOf(table, company.clientId)]).toEqual([table, 0]);
    expect(await heldOf(company.clientId)).toEqual([
      { name: `Kari ${thisYear - 5} booked`, until: `${thisYear + 1}-01-01`, amount: '10000' },
      { name: `Kari ${thisYear} booked`, until: `${thisYear + 6}-01-01`, amount: '10000' },
    ]);
    expect(await countOf('bank_transactions', other.clientId)).toBe(4);
    expect(await countOf('clients', other.clientId)).toBe(1);
  });

  test('E-18 without the hold nothing stays', async () => {
    await database.admin('update clients set legal_hold = false where client_id = $1', [company.clientId]);
    expect(await erase(await begin(company.clientId))).toMatchObject({ held: 0, more: false });
    expect(await heldOf(company.clientId)).toEqual([]);
    expect(await countOf('bank_transactions', company.clientId)).toBe(0);
  });

  test('E-18 one that is cut off goes on where it was, and a second time does nothing', async () => {
    const ref = await begin(company.clientId);
    // The clock leaps over the longest step after some batches.
    let looks = 0;
    const clock = { now: () => ((looks += 1) > 6 ? Number.MAX_SAFE_INTEGER : 0) };
    const first = await erase(ref, { batch: 1, clock });
    expect(first.more).toBe(true);
    expect(await countOf('clients', company.clientId)).toBe(1);
    const second = await erase(ref);
    expect(second.more).toBe(false);
    expect(first.held + second.held).toBe(2);
    expect(await erase(ref)).toEqual({ erased: 0, held: 0, more: false });
    const told = await database.admin(
      `select action from audit_entries where client_id = $1 and action = 'client.erased'`,
      [company.clientId],
    );
    expect(told).toHaveLength(1);
    const chain = await withClient(database.orm.em, { clientId: company.clientId, role: 'kontosync_app' }, (em) =>
      followWhole(em, company.clientId, 1_000),
    );
    expect(chain).toMatchObject({ place: { seq: 1 }, broken: null });
  });

  test('E-18 from its beginning nothing new is taken in, and who takes something in is waited for', async () => {
    const { clientId } = company;
    const scope = { clientId, role: 'kontosync_app' } as const;
    let begun: Promise<ErasureRef> | undefined;
    await withClient(database.orm.em, scope, async (em) => {
      await ensureClient(em, clientId);
      begun = begin(clientId);
      // Waits for this transaction: seen in the list of locks, not by time.
      for (;;) {
        const [row] = await database.admin<{ waits: boolean }>(
          `select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%for update%'
                          and datname = current_database()) as waits`,
        );
        if (row?.waits === true) break;
      }
      await query(em, `update clients set name = 'late' where client_id = $1`, [clientId]);
    });
    await begun;
    await expect(withClient(database.orm.em, scope, (em) => ensureClient(em, clientId))).rejects.toThrow(
      'the client is being erased',
    );
    // A client of that id may begin anew when it is over.
    const [ref] = await database.admin<ErasureRef>(
      'select client_id as "clientId", erasure_id as "erasureId" from clients where client_id = $1',
      [clientId],
    );
    await erase(ref ?? { clientId, erasureId: '' });
    await withClient(database.orm.em, scope, (em) => ensureClient(em, clientId));
    expect(await countOf('clients', clientId)).toBe(1);
  });
});

describe('E-18 the list of what an erasure takes', () => {
  test('E-18 names every table of the schema, or why it stays', async () => {
    const tables = await tablesOfClients(database);
    expect([...erasedTables, ...keptTables, 'clients', 'audit_persons'].toSorted()).toEqual(
      tables.map(({ name }) => name).toSorted(),
    );
  });

  test('E-18 has each table before those that it refers to', async () => {
    const keys = await database.admin<{ child: string; parent: string }>(
      `select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint
       where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`,
    );
    const place = new Map<string, number>(erasedTables.map((name, index) => [name, index]));
    const late = keys.filter(
      ({ child, parent }) => place.has(parent) && (place.get(child) ?? 1_000) > (place.get(parent) ?? 0),
    );
    expect(late).toEqual([]);
  });

  test('E-18 a row in every table: all go, one by one, by the role that may', async () => {
    const own = await openTestDatabase();
    try {
      const [clientId, other] = [randomUUID(), randomUUID()];
      await fillTables(own, await tablesOfClients(own), [clientId, other]);
      await own.admin('update clients set erasing_at = now(), legal_hold = false');
      const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
      const outcome: ErasedRows = await environment.run(createEraseRows({ orm: own.orm, clock: { now } }), {
        clientId,
        erasureId: clientId,
      });
      expect(outcome).toEqual({ erased: erasedTables.length, held: 0, more: false });
      for (const table of [...erasedTables, 'clients', 'audit_persons']) {
        const left = await own.admin<{ client_id: string }>(`select client_id from ${table}`);
        expect([table, left]).toEqual([table, [{ client_id: other }]]);
      }
    } finally {
      await own.close();
    }
  });
});
