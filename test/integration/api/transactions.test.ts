import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  type ArrangedConnection,
  arrangeAccount,
  arrangeConnection,
  arrangeMatch,
  arrangeRun,
  arrangeTransaction,
} from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

const pageShape = z.object({
  items: z.array(z.looseObject({ id: z.string(), booking_date: z.string() })),
  next_cursor: z.string().nullable(),
});

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

const list = async (query: string): Promise<z.output<typeof pageShape>> => {
  const { status, body } = await api.call('GET', `/api/v1/transactions?${query}`, { key });
  expect(status).toBe(200);
  return pageShape.parse(body);
};
const idsOf = async (query: string): Promise<string[]> => (await list(query)).items.map(({ id }) => id);

test('contract 3.2 every member of a transaction', async () => {
  const mine = await arrangeConnection(api.database);
  const runId = await arrangeRun(api.database, mine);
  const details = {
    value_date: '2026-01-16',
    counterparty_name: 'Kunde AS',
    counterparty_account: '12345678903',
    text: 'Faktura F1 og F2',
    kid: '1234567897',
    creditor_reference: 'RF18539007547034',
    end_to_end_id: 'e2e-1',
    entry_reference: 'entry-1',
    bank_transaction_id: 'bank-1',
    bank_transaction_code: 'PMNT-RCDT',
    archive_reference: '123',
    exchange_rate: '11.5',
    original_currency: 'JPY',
  };
  const id = await arrangeTransaction(
    api.database,
    { ...mine, runId },
    {
      ...details,
      amount_minor: '-123456789012345',
      balance_after_minor: '5',
      original_amount_minor: '-1000',
      match_status: 'matched',
    },
  );
  const matchId = await arrangeMatch(api.database, { ...mine, transactionId: id }, [
    ['F1', '10000'],
    ['F2', '5'],
  ]);
  // What was undone does not show.
  await arrangeMatch(api.database, { ...mine, transactionId: id }, [['F0', '1']], { state: 'undone' });
  const one = await api.call('GET', `/api/v1/transactions/${id}`, { key });
  expect(one.body).toEqual({
    ...details,
    id,
    connection_id: mine.connectionId,
    account_id: mine.accountId,
    booking_date: '2026-01-15',
    amount: '-1234567890123.45',
    currency: 'NOK',
    balance_after: '0.05',
    original_amount: '-1000', // a currency without decimals
    status: 'booked',
    replaced_by: null,
    match_status: 'matched',
    matches: [
      {
        id: matchId,
        allocations: [
          { invoice_id: expect.any(String), external_id: 'F1', amount: '100.00' },
          { invoice_id: expect.any(String), external_id: 'F2', amount: '0.05' },
        ],
        evidence_class: 'kid',
        posting_status: 'unposted',
      },
    ],
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    updated_at: expect.any(String),
  });
  expect((await list(`client_id=${mine.clientId}`)).items).toEqual([one.body]);
});

describe('filters', () => {
  let mine: ArrangedConnection;
  let second: ArrangedConnection;
  let run: { first: string; later: string };
  const rows: Record<string, string> = {};

  beforeAll(async () => {
    mine = await arrangeConnection(api.database);
    second = await arrangeConnection(api.database, { clientId: mine.clientId });
    const savings = await arrangeAccount(api.database, mine);
    run = { first: await arrangeRun(api.database, mine), later: await arrangeRun(api.database, mine) };
    const owner = { ...mine, runId: run.first };
    const add = async (name: string, columns: Record<string, unknown>, to: Record<string, string> = {}) => {
      rows[name] = await arrangeTransaction(api.database, { ...owner, ...to }, columns);
    };
    await add('january', { booking_date: '2026-01-31' });
    await add('february', { booking_date: '2026-02-01', match_status: 'review' });
    await add('march', { booking_date: '2026-03-01', last_changed_run_id: run.later });
    await add('savings', { booking_date: '2026-02-01' }, { accountId: savings });
    await add('second', { booking_date: '2026-02-02' }, { accountId: second.accountId, runId: run.later });
    await add('withdrawn', { booking_date: '2026-02-03', status: 'withdrawn' });
    rows['savingsAccount'] = savings;
  });

  const cases: readonly (readonly [string, () => string, readonly string[]])[] = [
    ['all', () => '', ['january', 'february', 'savings', 'second', 'march']],
    ['from', () => '&from=2026-02-01', ['february', 'savings', 'second', 'march']],
    ['to, inclusive', () => '&to=2026-02-01', ['january', 'february', 'savings']],
    ['from and to', () => '&from=2026-02-01&to=2026-02-02', ['february', 'savings', 'second']],
    ['account', () => `&account_id=${rows['savingsAccount']}`, ['savings']],
    ['connection', () => `&connection_id=${second.connectionId}`, ['second']],
    ['status', () => '&status=withdrawn', ['withdrawn']],
    ['match status', () => '&match_status=review', ['february']],
    ['a run: what it brought or changed last', () => `&sync_run_id=${run.later}`, ['second', 'march']],
    [
      'together',
      () => `&connection_id=${mine.connectionId}&match_status=unmatched&from=2026-02-01`,
      ['savings', 'march'],
    ],
    ['nothing', () => '&from=2030-01-01', []],
  ];
  test.each(cases)('contract 3.2 %s', async (_name, query, expected) => {
    const found = await list(`client_id=${mine.clientId}${query()}`);
    const names = found.items.map(({ id }) => Object.keys(rows).find((name) => rows[name] === id));
    expect(names).toHaveLength(expected.length);
    expect(new Set(names)).toEqual(new Set(expected));
    const dates = found.items.map(({ booking_date }) => booking_date);
    expect(dates).toEqual(dates.toSorted());
  });

  test('contract 3.2 the client may be said by what it owns', async () => {
    expect(await idsOf(`account_id=${rows['savingsAccount']}`)).toEqual([rows['savings']]);
    expect(await idsOf(`connection_id=${second.connectionId}`)).toEqual([rows['second']]);
    expect(await idsOf(`sync_run_id=${run.later}`)).toHaveLength(2);
  });
});

describe('paging (C-14)', () => {
  test('C-14 rows that come meanwhile let no row of the start be missed or repeated', async () => {
    const mine = await arrangeConnection(api.database);
    const owner = { ...mine, runId: await arrangeRun(api.database, mine) };
    const start: string[] = [];
    for (let count = 0; count < 25; count += 1)
      start.push(await arrangeTransaction(api.database, owner, { booking_date: `2026-01-0${1 + (count % 4)}` }));
    const seen: string[] = [];
    for (let cursor = '', pages = 0; pages < 50; pages += 1) {
      const page = await list(`client_id=${mine.clientId}&limit=4${cursor}`);
      seen.push(...page.items.map(({ id }) => id));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
      // On each side of where the reader is.
      for (const booking_date of ['2026-01-01', '2026-01-03', '2026-01-04'])
        await arrangeTransaction(api.database, owner, { booking_date });
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(start.filter((id) => !seen.includes(id))).toEqual([]);
  });

  test('C-14 fifty unless told, two hundred at most', async () => {
    const mine = await arrangeConnection(api.database);
    const runId = await arrangeRun(api.database, mine);
    await api.database.admin(
      `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot,
                                      content_sha256, first_run_id, last_changed_run_id)
       select gen_random_uuid(), $1, $2, '2026-01-01', 100, 'NOK', n, '\\x00', $3, $3 from generate_series(1, 201) n`,
      [mine.clientId, mine.accountId, runId],
    );
    expect((await list(`client_id=${mine.clientId}`)).items).toHaveLength(50);
    const most = await list(`client_id=${mine.clientId}&limit=200`);
    expect(most.items).toHaveLength(200);
    const rest = await list(`client_id=${mine.clientId}&limit=200&cursor=${most.next_cursor}`);
    expect(rest).toMatchObject({ items: [expect.anything()], next_cursor: null });
  });
});
