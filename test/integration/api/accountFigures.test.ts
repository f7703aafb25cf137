import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { arrangeConnection, arrangeQuarantined, arrangeRows, arrangeRun } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

test('contract 3.2 every member of the pending set, in the order of the bank', async () => {
  const mine = await arrangeConnection(api.database, { account: { pending_at: '2026-01-31T12:00:00Z' } });
  const other = await arrangeConnection(api.database, { clientId: mine.clientId });
  const bookedId = randomUUID();
  const pending = { run_id: randomUUID(), amount_minor: '-12345', currency: 'NOK' };
  await arrangeRows(api.database, 'pending_transactions', other, [{ ...pending, position: 0 }]);
  const details = {
    booking_date: '2026-01-30',
    value_date: '2026-02-01',
    entered_at: '2026-01-30T10:11:12',
    counterparty_name: 'Kunde AS',
    counterparty_account: '12345678903',
    text: 'Reservert',
    kid: '1234567897',
    booked_transaction_id: bookedId,
  };
  await arrangeRows(api.database, 'pending_transactions', mine, [
    { ...pending, position: 1, amount_minor: '5', currency: 'JPY' },
    { ...pending, position: 0, ...details },
  ]);
  const { status, body } = await api.call('GET', `/api/v1/accounts/${mine.accountId}/pending`, { key });
  expect(status).toBe(200);
  const nothing = Object.fromEntries(Object.keys(details).map((name) => [name, null]));
  expect(body).toEqual({
    account_id: mine.accountId,
    as_of: '2026-01-31T12:00:00.000Z',
    items: [
      { position: 0, amount: '-123.45', currency: 'NOK', ...details },
      { position: 1, amount: '5', currency: 'JPY', ...nothing },
    ],
  });
});

test('contract 3.2 an account that was never read has an empty set without a time', async () => {
  const mine = await arrangeConnection(api.database);
  const { body } = await api.call('GET', `/api/v1/accounts/${mine.accountId}/pending`, { key });
  expect(body).toEqual({ account_id: mine.accountId, as_of: null, items: [] });
});

test('ledger 7 coverage tells how far the reading came, on each page', async () => {
  const mine = await arrangeConnection(api.database, {
    account: { achieved_from: '2026-01-01', last_covered_date: '2026-01-10' },
  });
  const runId = await arrangeRun(api.database, mine);
  await arrangeRows(api.database, 'coverage', mine, [
    { from_date: '2026-01-01', to_date: '2026-01-10', state: 'complete', run_id: runId },
    { from_date: '2026-01-11', to_date: '2026-01-12', state: 'gap', reason: 'outage', run_id: runId },
  ]);
  await arrangeRows(api.database, 'unsettled_dates', mine, [
    { date: '2026-01-09', reason: 'missed', since: '2026-01-12' },
    { date: '2026-01-02', reason: 'count_unsure', since: '2026-01-11' },
  ]);
  const raw_sha256 = Buffer.alloc(32, 1);
  for (const columns of [{ raw_sha256 }, { raw_sha256 }, { accepted_at: new Date() }, {}])
    await arrangeQuarantined(
      api.database,
      { ...mine, runId: await arrangeRun(api.database, mine) }, // the same entry in two runs
      columns,
    );
  const figures = {
    achieved_from: '2026-01-01',
    last_covered_date: '2026-01-10',
    quarantined: 2,
    unsettled: [
      { date: '2026-01-02', reason: 'count_unsure', since: '2026-01-11' },
      { date: '2026-01-09', reason: 'missed', since: '2026-01-12' },
    ],
  };
  const path = `/api/v1/accounts/${mine.accountId}/coverage?limit=1`;
  const first = await api.call('GET', path, { key });
  expect(first.body).toMatchObject({ ...figures, items: [{ from: '2026-01-01', state: 'complete' }] });
  const second = await api.call('GET', `${path}&cursor=${String(first.body['next_cursor'])}`, { key });
  expect(second.body).toMatchObject({ ...figures, items: [{ state: 'gap', reason: 'outage' }], next_cursor: null });
});

test.each(['pending', 'coverage'])("C-4 another client's %s is not there", async (figure) => {
  const theirs = await arrangeConnection(api.database);
  const stranger = await api.keyFor([(await arrangeConnection(api.database)).clientId]);
  const { status } = await api.call('GET', `/api/v1/accounts/${theirs.accountId}/${figure}`, { key: stranger });
  expect(status).toBe(404);
});
