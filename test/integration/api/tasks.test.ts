import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { arrangeConnection, arrangeQuarantined, arrangeRun, arrangeTask } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

const pageShape = z.object({ items: z.array(z.looseObject({ id: z.string() })), next_cursor: z.string().nullable() });

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

const list = async (query: string): Promise<z.output<typeof pageShape>> => {
  const { status, body } = await api.call('GET', `/api/v1/tasks?${query}`, { key });
  expect(status).toBe(200);
  return pageShape.parse(body);
};
const idsOf = async (query: string): Promise<string[]> => (await list(query)).items.map(({ id }) => id);
const close = (id: string, headers: Record<string, string> = {}) =>
  api.call('POST', `/api/v1/tasks/${id}/close`, { key, headers });

test('contract 3.2 every member of a task, in words for a person', async () => {
  const mine = await arrangeConnection(api.database);
  const runId = await arrangeRun(api.database, mine);
  const row = randomUUID();
  const id = await arrangeTask(api.database, mine, {
    run_id: runId,
    transaction_ids: JSON.stringify([row]),
    data: '{"from":"2026-01-01","to":"2026-01-05"}',
  });
  expect((await list(`client_id=${mine.clientId}`)).items).toEqual([
    {
      id,
      kind: 'coverage_gap',
      status: 'open',
      title: 'Dates of the account were not read',
      hint: expect.stringContaining('POST /api/dnb/sync'),
      act: 'user',
      client_id: mine.clientId,
      connection_id: mine.connectionId,
      account_id: mine.accountId,
      run_id: runId,
      transaction_ids: [row],
      data: { from: '2026-01-01', to: '2026-01-05' },
      created_at: expect.stringMatching(/Z$/),
      closed_at: null,
      closed_by: null,
    },
  ]);
});

test('contract 3.2 a kind that this version does not know is shown as the operator’s', async () => {
  const mine = await arrangeConnection(api.database);
  const id = await arrangeTask(api.database, mine, { kind: 'from_the_future' });
  expect((await list(`client_id=${mine.clientId}`)).items).toMatchObject([{ id, act: 'operator' }]);
});

test('C-14 tasks page by page, in one status or both, and only of the client', async () => {
  const mine = await arrangeConnection(api.database);
  const other = await arrangeConnection(api.database);
  await arrangeTask(api.database, other);
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1)
    ids.push(await arrangeTask(api.database, mine, count === 2 ? { status: 'closed' } : {}));
  const first = await list(`client_id=${mine.clientId}&limit=3`);
  const second = await list(`client_id=${mine.clientId}&limit=3&cursor=${first.next_cursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toSorted());
  expect(second.next_cursor).toBeNull();
  expect(await idsOf(`client_id=${mine.clientId}&status=closed`)).toEqual([ids[2]]);
  expect(await idsOf(`client_id=${mine.clientId}&status=open`)).toHaveLength(4);
});

test('C-11 another status, another list’s cursor: 422', async () => {
  const mine = await arrangeConnection(api.database);
  const foreign = Buffer.from(JSON.stringify({ k: 'accounts', p: randomUUID() })).toString('base64url');
  for (const query of ['status=done', `cursor=${foreign}`, 'cursor=%00']) {
    const { status, body } = await api.call('GET', `/api/v1/tasks?client_id=${mine.clientId}&${query}`, { key });
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'invalid_request' });
  }
});

test('C-19 closing twice is closing once, audited with key and person', async () => {
  const mine = await arrangeConnection(api.database);
  const id = await arrangeTask(api.database, mine);
  const first = await close(id, { 'Kontosync-User': 'user-7' });
  expect(first).toMatchObject({ status: 200, body: { id, status: 'closed', closed_at: expect.stringMatching(/Z$/) } });
  expect((await close(id, { 'Kontosync-User': 'user-8' })).body).toEqual(first.body);
  const audit = await api.database.admin(
    `select e.kind, e.actor, e.action, e.data, p.user_ref
     from audit_entries e left join audit_persons p on p.client_id = e.client_id and p.entry_id = e.id
     where e.client_id = $1 and e.subject_id = $2`,
    [mine.clientId, id],
  );
  expect(audit).toEqual([
    {
      kind: 'change',
      actor: first.body['closed_by'],
      action: 'task.close',
      data: { kind: 'coverage_gap' },
      user_ref: 'user-7',
    },
  ]);
});

test('ledger 8 closing the task of unreadable entries accepts those of its account, and no others', async () => {
  const mine = await arrangeConnection(api.database);
  const second = await arrangeConnection(api.database, { clientId: mine.clientId });
  for (const one of [mine, second]) {
    const runId = await arrangeRun(api.database, one);
    await arrangeQuarantined(api.database, { ...one, runId }, { raw_sha256: Buffer.alloc(32, 7) });
  }
  const gap = await arrangeTask(api.database, mine);
  const unreadable = await arrangeTask(api.database, mine, { kind: 'entries_unreadable', data: { entries: 1 } });
  const accepted = () =>
    api.database.admin(`select account_id from quarantined_entries where client_id = $1 and accepted_at is not null`, [
      mine.clientId,
    ]);
  await close(gap);
  expect(await accepted()).toEqual([]);
  await close(unreadable);
  expect(await accepted()).toEqual([{ account_id: mine.accountId }]);
});

test('C-4 a task of another client is not there, and stays open', async () => {
  const theirs = await arrangeConnection(api.database);
  const id = await arrangeTask(api.database, theirs);
  const stranger = await api.keyFor([(await arrangeConnection(api.database)).clientId]);
  const { status, body } = await api.call('POST', `/api/v1/tasks/${id}/close`, { key: stranger });
  expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'not_found' });
  expect(await idsOf(`client_id=${theirs.clientId}&status=open`)).toEqual([id]);
});
