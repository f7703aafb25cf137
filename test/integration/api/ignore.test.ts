import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { arrangeConnection, arrangeMatch, arrangeRun, arrangeTransaction } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

let owner: { clientId: string; connectionId: string; accountId: string; runId: string };
beforeEach(async () => {
  const mine = await arrangeConnection(api.database);
  owner = { ...mine, runId: await arrangeRun(api.database, mine) };
});

const decide = (id: string, what: 'ignore' | 'unignore') =>
  api.call('POST', `/api/v1/transactions/${id}/${what}`, { key, headers: { 'Kontosync-User': 'user-7' } });
const before = (body: Record<string, unknown>, as = key) =>
  api.call('POST', '/api/v1/transactions/ignore', { key: as, body });
const told = () =>
  api.database.admin<{ transaction_id: string; change: string }>(
    'select transaction_id, change from transaction_changes where client_id = $1 order by seq',
    [owner.clientId],
  );
const audit = () =>
  api.database.admin(
    `select e.action, e.subject_id, e.data || jsonb_strip_nulls(jsonb_build_object('user', p.user_ref)) as data
     from audit_entries e left join audit_persons p on p.client_id = e.client_id and p.entry_id = e.id
     where e.client_id = $1 order by e.created_at`,
    [owner.clientId],
  );
const stored = async (id: string) => {
  const [row] = await api.database.admin(
    'select match_status, ignored_because from bank_transactions where client_id = $1 and id = $2',
    [owner.clientId, id],
  );
  return row;
};

describe('one row', () => {
  test('contract 3.2 ignored once, however often; its open review item ends; told and audited', async () => {
    const id = await arrangeTransaction(api.database, owner, { match_status: 'review' });
    await api.database.admin(
      `insert into review_items (id, client_id, transaction_id, kind, reason, candidates)
       values ($1, $2, $3, 'no_candidate', 'none', '[]')`,
      [randomUUID(), owner.clientId, id],
    );
    const first = await decide(id, 'ignore');
    expect(first).toMatchObject({ status: 200, body: { id, match_status: 'ignored' } });
    expect((await decide(id, 'ignore')).body).toEqual(first.body);
    expect(await stored(id)).toEqual({ match_status: 'ignored', ignored_because: 'person' });
    expect(await told()).toEqual([{ transaction_id: id, change: 'match_changed' }]);
    expect(await audit()).toEqual([{ action: 'transaction.ignore', subject_id: id, data: { user: 'user-7' } }]);
    const items = await api.database.admin('select status, version from review_items where client_id = $1', [
      owner.clientId,
    ]);
    expect(items).toEqual([{ status: 'resolved', version: 2 }]);
    const events = await api.database.admin('select type from outbox_events where client_id = $1', [owner.clientId]);
    expect(events).toEqual([{ type: 'review.resolved' }]);
  });

  test('contract 3.2 a matched row: 409, nothing is written', async () => {
    const id = await arrangeTransaction(api.database, owner, { match_status: 'matched' });
    await arrangeMatch(api.database, { ...owner, transactionId: id }, [['F1', '10000']]);
    const { status, body } = await decide(id, 'ignore');
    expect({ status, code: body['code'] }).toEqual({ status: 409, code: 'already_allocated' });
    expect(await stored(id)).toEqual({ match_status: 'matched', ignored_because: null });
    expect([await told(), await audit()]).toEqual([[], []]);
  });

  test('contract 3.2 a row before the cut-over that a person ignores too stays so when the cut-over moves', async () => {
    const id = await arrangeTransaction(api.database, owner, {
      match_status: 'ignored',
      ignored_because: 'before_cutover',
    });
    await decide(id, 'ignore');
    await api.call('PATCH', `/api/v1/accounts/${owner.accountId}`, { key, body: { match_from: '2020-01-01' } });
    expect(await stored(id)).toEqual({ match_status: 'ignored', ignored_because: 'person' });
  });

  test('contract 3.2 unignored it waits again, and matching starts', async () => {
    const id = await arrangeTransaction(api.database, owner, { match_status: 'ignored', ignored_because: 'person' });
    const { status, body } = await decide(id, 'unignore');
    expect({ status, match: body['match_status'] }).toEqual({ status: 200, match: 'unmatched' });
    expect(api.engine.matchings).toContain(owner.clientId);
    expect((await decide(id, 'unignore')).body).toEqual(body);
    expect(await told()).toHaveLength(1);
    expect(await audit()).toMatchObject([{ action: 'transaction.unignore' }]);
  });

  test('contract 3.2 unignoring a matched row leaves it alone', async () => {
    const id = await arrangeTransaction(api.database, owner, { match_status: 'matched' });
    expect((await decide(id, 'unignore')).body).toMatchObject({ match_status: 'matched' });
    expect(await told()).toEqual([]);
  });
});

describe('rows before a date', () => {
  test('contract 3.2 all of the account but the matched ones, once', async () => {
    const add = (columns: Record<string, unknown>) => arrangeTransaction(api.database, owner, columns);
    const early = [await add({ booking_date: '2026-01-01' }), await add({ booking_date: '2026-01-31' })];
    const stays = await add({ booking_date: '2026-02-01' });
    const matched = await add({ booking_date: '2026-01-02', match_status: 'matched' });
    const other = await arrangeConnection(api.database, { clientId: owner.clientId });
    const elsewhere = await arrangeTransaction(
      api.database,
      { ...other, runId: owner.runId },
      { booking_date: '2026-01-01' },
    );
    const body = { client_id: owner.clientId, account_id: owner.accountId, booked_before: '2026-02-01' };
    expect((await before(body)).body).toEqual({ success: true, ignored: 2, matched: 1 });
    for (const id of early) expect(await stored(id)).toEqual({ match_status: 'ignored', ignored_because: 'person' });
    for (const id of [stays, elsewhere]) expect(await stored(id)).toMatchObject({ match_status: 'unmatched' });
    expect(await stored(matched)).toMatchObject({ match_status: 'matched' });
    expect(new Set((await told()).map((row) => row.transaction_id))).toEqual(new Set(early));
    expect((await before(body)).body).toEqual({ success: true, ignored: 0, matched: 1 });
    expect(await audit()).toEqual([
      {
        action: 'transactions.ignore',
        subject_id: owner.accountId,
        data: { booked_before: '2026-02-01', ignored: 2 },
      },
    ]);
  });

  test("C-4 another client's account beside one's own client: 404, nothing is written", async () => {
    const theirs = await arrangeConnection(api.database);
    const runId = await arrangeRun(api.database, theirs);
    const id = await arrangeTransaction(api.database, { ...theirs, runId });
    const body = { client_id: owner.clientId, account_id: theirs.accountId, booked_before: '2030-01-01' };
    const stranger = await api.keyFor([owner.clientId]);
    for (const as of [key, stranger]) expect((await before(body, as)).status).toBe(404);
    const [row] = await api.database.admin('select match_status from bank_transactions where id = $1', [id]);
    expect(row).toEqual({ match_status: 'unmatched' });
  });

  test.each([{ booked_before: '2026-02-30' }, { booked_before: null }, { booked_before: '2026-02-01', extra: 1 }])(
    'C-11 %j: 422',
    async (part) => {
      const { status } = await before({ client_id: owner.clientId, account_id: owner.accountId, ...part });
      expect(status).toBe(422);
    },
  );
});
