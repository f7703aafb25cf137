import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { arrangeConnection, arrangeRevision, arrangeRun, arrangeTransaction } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

const pageShape = z.object({ items: z.array(z.unknown()), next_cursor: z.string().nullable() });

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

async function arrangeRow(columns: Record<string, unknown>) {
  const mine = await arrangeConnection(api.database);
  const runId = await arrangeRun(api.database, mine);
  const transactionId = await arrangeTransaction(api.database, { ...mine, runId }, columns);
  return { ...mine, runId, transactionId };
}
const history = async (id: string, query = '') => {
  const { status, body } = await api.call('GET', `/api/v1/transactions/${id}/history${query}`, { key });
  expect(status).toBe(200);
  return body;
};
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

test('contract 3.2 revisions oldest first, under the names and in the decimals of the contract', async () => {
  const row = await arrangeRow({ original_currency: 'JPY', original_amount_minor: '7' });
  const laterRun = await arrangeRun(api.database, row);
  const ids = [randomUUIDv7(), randomUUIDv7()].toSorted();
  await arrangeRevision(
    api.database,
    { ...row, runId: laterRun },
    { id: ids[1], reason: 'details', before: '{"text":"a"}', after: '{"text":"b"}' },
  );
  await arrangeRevision(api.database, row, {
    id: ids[0],
    reason: 'details',
    before: '{"balance_after_minor":"-150","original_amount_minor":null,"text":null}',
    after: '{"balance_after_minor":"100000000000001","original_amount_minor":"7","text":"a"}',
  });
  expect(await history(row.transactionId)).toEqual({
    transaction_id: row.transactionId,
    created: { at: instant, run_id: row.runId },
    ended: null,
    items: [
      {
        at: instant,
        run_id: row.runId,
        reason: 'details',
        before: { balance_after: '-1.50', original_amount: null, text: null },
        after: { balance_after: '1000000000000.01', original_amount: '7', text: 'a' },
      },
      { at: instant, run_id: laterRun, reason: 'details', before: { text: 'a' }, after: { text: 'b' } },
    ],
    next_cursor: null,
  });
});

test('contract 3.2 how a row ended, and which one took its place', async () => {
  const row = await arrangeRow({});
  const successor = await arrangeTransaction(api.database, row);
  const endRun = await arrangeRun(api.database, row);
  await api.database.admin(`update bank_transactions set status = 'replaced', replaced_by = $2 where id = $1`, [
    row.transactionId,
    successor,
  ]);
  await arrangeRevision(
    api.database,
    { ...row, runId: endRun },
    {
      reason: 'corrected',
      before: '{"status":"booked"}',
      after: JSON.stringify({ status: 'replaced', replaced_by: successor }),
    },
  );
  expect(await history(row.transactionId)).toMatchObject({
    ended: { at: instant, run_id: endRun, status: 'replaced', replaced_by: successor, reason: 'corrected' },
    items: [{ before: { status: 'booked' }, after: { status: 'replaced', replaced_by: successor } }],
  });
});

test('C-14 page by page, and no revision of another row', async () => {
  const row = await arrangeRow({});
  const neighbour = await arrangeTransaction(api.database, row);
  await arrangeRevision(
    api.database,
    { ...row, transactionId: neighbour },
    { reason: 'details', before: '{}', after: '{"text":"neighbour"}' },
  );
  const ids = Array.from({ length: 5 }, () => randomUUIDv7()).toSorted();
  for (const [index, id] of ids.entries())
    await arrangeRevision(api.database, row, { id, reason: 'details', before: '{}', after: `{"text":"${index}"}` });
  const seen: unknown[] = [];
  for (let cursor = '', pages = 0; pages < 5; pages += 1) {
    const page = pageShape.parse(await history(row.transactionId, `?limit=2${cursor}`));
    seen.push(...page.items);
    if (page.next_cursor === null) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(seen).toMatchObject(ids.map((_id, index) => ({ after: { text: String(index) } })));
});

test("C-4 another client's row has no history here", async () => {
  const row = await arrangeRow({});
  const stranger = await api.keyFor([(await arrangeConnection(api.database)).clientId]);
  const { status } = await api.call('GET', `/api/v1/transactions/${row.transactionId}/history`, { key: stranger });
  expect(status).toBe(404);
});
