import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { insertMatches } from '../../../src/db/sql/matching/insertMatches.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { arrangeConnection, arrangeMatch, arrangeRun, arrangeTransaction } from '../api/arrange.ts';
import { eventually } from '../local/eventually.ts';

let database: TestDatabase;
let mine: { readonly clientId: string; readonly accountId: string; readonly runId: string };
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** An invoice of 100.00 of which an earlier match has 40.00. */
let invoiceId: string;
let earlierMatchId: string;
beforeEach(async () => {
  const connection = await arrangeConnection(database);
  mine = { ...connection, runId: await arrangeRun(database, connection) };
  const transactionId = await arrangeTransaction(database, mine, { match_status: 'matched', amount_minor: '4000' });
  earlierMatchId = await arrangeMatch(database, { ...mine, transactionId }, [['F1', '4000']]);
  await setInvoice('amount_minor = 10000, open_amount_minor = 10000');
  const [invoice] = await database.admin<{ id: string }>('select id from invoices where client_id = $1', [
    mine.clientId,
  ]);
  invoiceId = invoice?.id ?? '';
});

const setInvoice = (columns: string): Promise<unknown> =>
  database.admin(`update invoices set ${columns} where client_id = $1`, [mine.clientId]);

async function residual(): Promise<number> {
  const [row] = await database.admin<{ residual: number }>(
    'select residual_minor::int as residual from invoices where client_id = $1',
    [mine.clientId],
  );
  return row?.residual ?? Number.NaN;
}

/** As the matcher or a person allocates: in a transaction of its own, a row of its own. */
const allocate = async (amountMinor: bigint): Promise<void> => allocateTo(await addRow(amountMinor), amountMinor);

const addRow = (amountMinor: bigint): Promise<string> =>
  arrangeTransaction(database, mine, { amount_minor: amountMinor.toString() });

async function allocateTo(transactionId: string, amountMinor: bigint): Promise<void> {
  await withClient(database.orm.em, { clientId: mine.clientId, role: 'kontosync_worker' }, (em) =>
    insertMatches(em, mine.clientId, [
      {
        id: randomUUID(),
        transactionId,
        decidedBy: 'matcher',
        evidenceClass: 'kid/full',
        evidence: {},
        allocations: [{ invoiceId, amountMinor }],
      },
    ]),
  );
}

const refused = { code: '23514', constraint: 'allocations_within_invoice' };

describe('contract 4 what is left of an invoice is stored and stays true', () => {
  test('after allocations, an undone match, and a figure of the ERP that holds a match already', async () => {
    expect(await residual()).toBe(6000);
    await allocate(1000n);
    expect(await residual()).toBe(5000);
    await database.admin(`update matches set state = 'undone' where id = $1`, [earlierMatchId]);
    expect(await residual()).toBe(9000);
    await database.admin(`update matches set state = 'active' where id = $1`, [earlierMatchId]);
    await setInvoice(`open_amount_minor = 6000, applied_match_ids = '["${earlierMatchId}"]'`);
    expect(await residual()).toBe(5000);
    await setInvoice(`open_amount_minor = 0, status = 'closed'`);
    expect(await residual()).toBe(0);
  });

  test('an ERP that renews the invoice while somebody allocates: whoever is second adds up both', async () => {
    const erp = new Client(database.adminUrl);
    await erp.connect();
    try {
      await erp.query('begin');
      await erp.query('update invoices set open_amount_minor = 9000 where id = $1', [invoiceId]);
      const allocating = allocate(1000n);
      await eventually('the allocation waits for the invoice', async () => {
        const waiting = await database.admin(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      await erp.query('commit');
      await allocating;
    } finally {
      await erp.end();
    }
    expect(await residual()).toBe(4000);
  });
});

describe('matching 6 the last wall: no invoice is given away twice', () => {
  test('an øre more than is open is refused, the rest is not', async () => {
    await expect(allocate(6001n)).rejects.toMatchObject(refused);
    expect(await residual()).toBe(6000);
    await allocate(6000n);
    expect(await residual()).toBe(0);
    await expect(allocate(1n)).rejects.toMatchObject(refused);
  });

  test('matching 12 three that allocate the same at once: one is refused', async () => {
    const rows = [await addRow(6000n), await addRow(6000n), await addRow(6000n)];
    const outcomes = await Promise.allSettled(rows.map((row) => allocateTo(row, 6000n)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(refused);
    expect(await residual()).toBe(0);
  });

  test('an undone match that is taken up again is refused where another has the invoice', async () => {
    await database.admin(`update matches set state = 'undone' where id = $1`, [earlierMatchId]);
    await allocate(10_000n);
    await expect(
      database.admin(`update matches set state = 'active' where id = $1`, [earlierMatchId]),
    ).rejects.toMatchObject(refused);
  });

  test('an ERP that has less open than was allocated is told nothing: nothing is left', async () => {
    await setInvoice('open_amount_minor = 3000');
    expect(await residual()).toBe(0);
  });

  test("C-7 another client's invoice cannot be allocated", async () => {
    const theirs = invoiceId;
    const connection = await arrangeConnection(database);
    mine = { ...connection, runId: await arrangeRun(database, connection) };
    invoiceId = theirs;
    await expect(allocate(100n)).rejects.toMatchObject({ code: '23503' });
  });
});
