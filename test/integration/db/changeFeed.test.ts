import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appendChanges } from '../../../src/db/sql/changes/appendChanges.ts';
import { query, withClient } from '../../../src/db/tenantScope.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { eventually } from '../local/eventually.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** A client with so many rows, of which the feed tells nothing yet. */
async function arrange(rows: number): Promise<{ clientId: string; ids: readonly string[] }> {
  const clientId = randomUUID();
  const ids = Array.from({ length: rows }, () => randomUUID());
  const [connectionId, accountId, runId] = [randomUUID(), randomUUID(), randomUUID()];
  await database.admin('insert into clients (client_id) values ($1)', [clientId]);
  await database.admin(
    `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', 'active')`,
    [connectionId, clientId],
  );
  await database.admin(
    `insert into bank_accounts (id, client_id, connection_id, identity, currency, bank_account_id)
     values ($1, $2, $3, 'a', 'NOK', 'a')`,
    [accountId, clientId, connectionId],
  );
  await database.admin(
    `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
     values ($1, $2, $3, 'nightly', 'running', false, '', '')`,
    [runId, clientId, connectionId],
  );
  await database.admin(
    `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot, content_sha256, first_run_id, last_changed_run_id)
     select id, $1, $2, '2026-11-20', 100, 'NOK', n, '', $3, $3 from unnest($4::uuid[]) with ordinality as r(id, n)`,
    [clientId, accountId, runId, ids],
  );
  return { clientId, ids };
}

const read = (clientId: string, after: string) =>
  withClient(database.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    query<{ seq: string; transaction_id: string }>(
      em,
      'select seq, transaction_id from transaction_changes where client_id = $1 and seq > $2 order by seq limit 7',
      [clientId, after],
    ),
  );

describe('the feed of changes', () => {
  test('contract 3.2 a poller misses nothing while two writers commit out of order', async () => {
    const { clientId, ids } = await arrange(200);
    const role = 'kontosync_worker' as const;
    // Each writes its rows one by one; now and then one has done its work long before it commits.
    const write = async (own: readonly string[], holdMs: number): Promise<void> => {
      for (const [index, transactionId] of own.entries())
        await withClient(database.orm.em, { clientId, role }, async (em) => {
          await appendChanges(em, clientId, [{ transactionId, change: 'created' }]);
          await query(em, 'select pg_sleep($1)', [(((index * 7) % 10) * holdMs) / 10_000]);
        });
    };
    const half = ids.length / 2;
    let isWriting = true;
    const writers = Promise.all([write(ids.slice(0, half), 6), write(ids.slice(half), 1)]).finally(() => {
      isWriting = false;
    });
    const seen: string[] = [];
    let cursor = '0';
    for (let wasWriting = true; ; ) {
      const page = await read(clientId, cursor);
      seen.push(...page.map(({ transaction_id }) => transaction_id));
      cursor = page.at(-1)?.seq ?? cursor;
      if (page.length === 0 && !wasWriting) break;
      wasWriting = isWriting;
    }
    await writers;
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  test('contract 3.2 who comes second waits for the first to commit', async () => {
    const { clientId, ids } = await arrange(2);
    const [first = '', second = ''] = ids;
    const role = 'kontosync_worker' as const;
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    let firstWrote = false;
    const slow = withClient(database.orm.em, { clientId, role }, async (em) => {
      await appendChanges(em, clientId, [{ transactionId: first, change: 'created' }]);
      firstWrote = true;
      await held;
    });
    await eventually('the first has its number', () => firstWrote);
    let secondDone = false;
    const fast = withClient(database.orm.em, { clientId, role }, (em) =>
      appendChanges(em, clientId, [{ transactionId: second, change: 'created' }]),
    ).finally(() => {
      secondDone = true;
    });
    await eventually('the second waits for the lock', async () => {
      const [row] = await database.admin<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return row?.n === 1;
    });
    expect(secondDone).toBe(false);
    expect(await read(clientId, '0')).toEqual([]);
    letGo();
    await Promise.all([slow, fast]);
    expect((await read(clientId, '0')).map(({ transaction_id }) => transaction_id)).toEqual([first, second]);
  });

  test('contract 3.2 a writer that rolls back leaves no number behind', async () => {
    const { clientId, ids } = await arrange(1);
    const [transactionId = ''] = ids;
    const role = 'kontosync_worker' as const;
    await expect(
      withClient(database.orm.em, { clientId, role }, async (em) => {
        await appendChanges(em, clientId, [{ transactionId, change: 'created' }]);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await withClient(database.orm.em, { clientId, role }, (em) =>
      appendChanges(em, clientId, [{ transactionId, change: 'updated' }]),
    );
    expect(await read(clientId, '0')).toEqual([{ seq: '1', transaction_id: transactionId }]);
  });
});
