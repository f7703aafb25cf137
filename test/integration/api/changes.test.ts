import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { appendChanges, type TransactionChangeKind } from '../../../src/db/sql/changes/appendChanges.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { eventually } from '../local/eventually.ts';
import {
  type ArrangedConnection,
  arrangeAccount,
  arrangeClient,
  arrangeConnection,
  arrangeRun,
  arrangeTransaction,
} from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

const pageShape = z.object({
  items: z.array(
    z.object({ change: z.string(), transaction: z.looseObject({ id: z.string(), text: z.string().nullable() }) }),
  ),
  next_cursor: z.string(),
  has_more: z.boolean(),
});
type ChangesPage = z.output<typeof pageShape>;

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

const poll = async (clientId: string, cursor: string | null, more = ''): Promise<ChangesPage> => {
  const from = cursor === null ? '' : `&cursor=${cursor}`;
  const { status, body } = await api.call('GET', `/api/v1/transactions/changes?client_id=${clientId}${from}${more}`, {
    key,
  });
  expect(status).toBe(200);
  return pageShape.parse(body);
};

const append = (clientId: string, ids: readonly string[], change: TransactionChangeKind = 'created') =>
  withClient(api.database.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
    appendChanges(
      em,
      clientId,
      ids.map((transactionId) => ({ transactionId, change })),
    ),
  );

async function waitingForLocks(): Promise<number> {
  const [row] = await api.database.admin<{ waiting: number }>(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.waiting ?? 0;
}

async function arrangeRows(count: number): Promise<ArrangedConnection & { runId: string; ids: string[] }> {
  const mine = await arrangeConnection(api.database);
  const runId = await arrangeRun(api.database, mine);
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) ids.push(await arrangeTransaction(api.database, { ...mine, runId }));
  return { ...mine, runId, ids };
}

describe('GET /api/v1/transactions/changes', () => {
  test('contract 3.2 from the start in order, then only what is new; a cursor always', async () => {
    const { clientId, ids } = await arrangeRows(5);
    await append(clientId, ids);
    const first = await poll(clientId, null, '&limit=3');
    expect(first.items.map(({ transaction }) => transaction.id)).toEqual(ids.slice(0, 3));
    expect(first.has_more).toBe(true);
    const second = await poll(clientId, first.next_cursor, '&limit=3');
    expect(second.items.map(({ transaction }) => transaction.id)).toEqual(ids.slice(3));
    expect(second.has_more).toBe(false);
    const nothing = await poll(clientId, second.next_cursor);
    expect(nothing).toEqual({ items: [], next_cursor: second.next_cursor, has_more: false });

    const [changed = ''] = ids;
    await api.database.admin(`update bank_transactions set text = 'new' where id = $1`, [changed]);
    await append(clientId, [changed], 'updated');
    const third = await poll(clientId, nothing.next_cursor);
    expect(third.items).toEqual([
      { change: 'updated', transaction: expect.objectContaining({ id: changed, text: 'new' }) },
    ]);
    // A cursor stays good however old it is.
    const again = await poll(clientId, first.next_cursor);
    expect(again.items.map(({ change }) => change)).toEqual(['created', 'created', 'updated']);
  });

  test('contract 3.2 a client without any change: an empty page with a cursor to go on from', async () => {
    const clientId = await arrangeClient(api.database);
    const empty = await poll(clientId, null);
    expect(empty).toEqual({ items: [], next_cursor: expect.any(String), has_more: false });
    const unknownYet = await poll('0190f0f0-0000-7000-8000-000000000001', null);
    expect(unknownYet.items).toEqual([]);
  });

  test('contract 3.2 by account; a quiet account is not read again and again', async () => {
    const mine = await arrangeRows(3);
    const savings = await arrangeAccount(api.database, mine);
    const row = await arrangeTransaction(api.database, { ...mine, accountId: savings });
    await append(mine.clientId, [...mine.ids, row]);
    const onlySavings = await poll(mine.clientId, null, `&account_id=${savings}`);
    expect(onlySavings.items.map(({ transaction }) => transaction.id)).toEqual([row]);
    const quiet = await arrangeAccount(api.database, mine);
    const nothing = await poll(mine.clientId, null, `&account_id=${quiet}`);
    expect(nothing.items).toEqual([]);
    // Its cursor is at the head: another list from there on holds nothing old.
    expect((await poll(mine.clientId, nothing.next_cursor)).items).toEqual([]);
  });

  test('contract 3.2 the client named by the account alone', async () => {
    const mine = await arrangeRows(1);
    await append(mine.clientId, mine.ids);
    const { body } = await api.call('GET', `/api/v1/transactions/changes?account_id=${mine.accountId}`, { key });
    expect(body['items']).toHaveLength(1);
  });

  test('contract 3.2 a poller misses nothing of two writers who commit out of order', async () => {
    const { clientId, ids } = await arrangeRows(2);
    const [slowRow = '', fastRow = ''] = ids;
    const asWorker = { clientId, role: 'kontosync_worker' } as const;
    const appended = Promise.withResolvers<undefined>();
    const mayCommit = Promise.withResolvers<undefined>();
    // Takes its number first and commits last, as far as the database lets it.
    const slow = withClient(api.database.orm.em, asWorker, async (em) => {
      await appendChanges(em, clientId, [{ transactionId: slowRow, change: 'created' }]);
      appended.resolve(undefined);
      await mayCommit.promise;
    });
    await appended.promise;
    let isFastDone = false;
    const fast = append(clientId, [fastRow]).finally(() => {
      isFastDone = true;
    });
    await eventually('the fast writer has committed or waits', async () => isFastDone || (await waitingForLocks()) > 0);

    const before = await poll(clientId, null);
    mayCommit.resolve(undefined);
    await Promise.all([slow, fast]);
    const after = await poll(clientId, before.next_cursor);
    const seen = [...before.items, ...after.items].map(({ transaction }) => transaction.id);
    expect(seen).toHaveLength(2);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test('contract 3.2 a poller follows four writers at work and has every change once it has caught up', async () => {
    const { clientId, ids } = await arrangeRows(40);
    let isWriting = true;
    const quarters = [0, 1, 2, 3].map((start) => ids.filter((_, index) => index % 4 === start));
    const writing = Promise.all(
      quarters.map(async (rows) => {
        for (const row of rows) await append(clientId, [row]);
      }),
    ).finally(() => {
      isWriting = false;
    });
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let wasWriting = true; wasWriting; ) {
      wasWriting = isWriting; // one more round after the last write
      for (let hasMore = true; hasMore; ) {
        const page: ChangesPage = await poll(clientId, cursor, '&limit=7');
        seen.push(...page.items.map(({ transaction }) => transaction.id));
        ({ next_cursor: cursor, has_more: hasMore } = page);
      }
    }
    await writing;
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });
});
