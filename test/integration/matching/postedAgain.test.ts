import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { matchIdOf, openReviewWorld, type ReviewClient, type ReviewWorld, statusesOf } from '../api/reviewWorld.ts';
import { eventually } from '../local/eventually.ts';
import { invoice } from './invoiceApi.ts';

let world: ReviewWorld;
let client: ReviewClient;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
  await world.invoices(client, ['F1']);
});

const part = (amount: string) => [{ external_id: 'F1', amount }];
const pay = async (amount: string) =>
  world.match(await world.row(client, { amount_minor: amount.replace('.', '') }), part(amount));
/** The ERP's figure, with the matches that are in it. */
const push = (open_amount: string, ...applied_match_ids: readonly string[]) =>
  world.invoices(client, ['F1'], {
    open_amount,
    status: open_amount === '0' ? 'closed' : 'open',
    applied_match_ids,
  });
const left = async (): Promise<string> => {
  const [row] = await world.database.admin<{ residual_minor: string }>(
    'select residual_minor from invoices where client_id = $1',
    [client.clientId],
  );
  return row?.residual_minor ?? '';
};
const postings = async () =>
  world.database.admin(
    `select m.posting_status, a.amount_minor from matches m join allocations a on a.match_id = m.id
     where m.client_id = $1 and m.state = 'active' order by a.amount_minor`,
    [client.clientId],
  );

describe('contract 4 a part is paid, posted and pushed; then the rest is paid', () => {
  test('the push comes before the second payment', async () => {
    const first = matchIdOf(await pay('40.00'));
    expect(await left()).toBe('6000');
    await push('60.00', first);
    expect(await left()).toBe('6000');
    expect((await pay('60.01')).status).toBe(409);
    const second = matchIdOf(await pay('60.00'));
    expect(await left()).toBe('0');
    await push('0', first, second);
    expect(await left()).toBe('0');
    expect(await postings()).toEqual([
      { posting_status: 'posted', amount_minor: '4000' },
      { posting_status: 'posted', amount_minor: '6000' },
    ]);
  });

  test('the push comes after the second payment, and knows only the first', async () => {
    const first = matchIdOf(await pay('40.00'));
    const second = matchIdOf(await pay('60.00'));
    await push('60.00', first);
    expect(await left()).toBe('0');
    expect((await pay('0.01')).status).toBe(409);
    expect(await postings()).toMatchObject([{ posting_status: 'posted' }, { posting_status: 'unposted' }]);
    await push('0', first, second);
    expect(await left()).toBe('0');
  });

  test('the push is older than the first payment and comes late', async () => {
    await push('100.00');
    matchIdOf(await pay('40.00'));
    await push('100.00');
    expect(await left()).toBe('6000');
  });

  test('D-1 push and second payment at the same time: as one after the other', async () => {
    for (let round = 0; round < 10; round += 1) {
      client = await world.client();
      await world.invoices(client, ['F1']);
      const first = matchIdOf(await pay('40.00'));
      const rows: string[] = [];
      for (const _ of [1, 2, 3]) rows.push(await world.row(client, { amount_minor: '6000' }));
      const [, ...answers] = await Promise.all([
        push('60.00', first),
        ...rows.map((row) => world.match(row, part('60.00'))),
      ]);
      expect(statusesOf(answers)).toEqual([201, 409, 409]);
      expect(await left()).toBe('0');
    }
  });

  test('undone after it was posted, then taken out by the ERP: open again, once', async () => {
    const first = matchIdOf(await pay('40.00'));
    await push('60.00', first);
    await world.undo(first);
    expect(await left()).toBe('6000');
    await push('100.00');
    expect(await left()).toBe('10000');
  });
});

test('contract 4 undone, and named by the ERP all the same: it is told that it must take it out', async () => {
  const first = matchIdOf(await pay('40.00'));
  await world.undo(first);
  expect(await world.matches(`client_id=${client.clientId}&posting_status=unposted`)).toEqual([]);
  await push('60.00', first);
  const undone = (await world.events(client)).filter(({ type }) => type === 'match.undone');
  expect(undone).toMatchObject([
    { data: { was_posted: false } },
    { data: { ids: { matches: [first] }, was_posted: true } },
  ]);
  await push('100.00');
  expect(await left()).toBe('10000');
});

/** Holds the invoice, starts `work`, and ends the database session that waits for it. */
async function dying<T>(work: () => Promise<T>): Promise<T> {
  const holder = new Client(world.database.adminUrl);
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select from invoices where client_id = $1 for update', [client.clientId]);
    const outcome = work();
    await eventually('it waits for the invoice', async () => {
      const ended = await world.database.admin<{ ended: boolean }>(
        `select pg_terminate_backend(pid) as ended from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`,
      );
      return ended.length > 0;
    });
    const result = await outcome;
    await holder.query('rollback');
    return result;
  } finally {
    await holder.end();
  }
}

describe('F12 a transaction that dies at its invoice', () => {
  test('a payment: nothing is written, and the repetition matches once', async () => {
    const row = await world.row(client);
    const answer = await dying(() => world.match(row, part('100.00')));
    expect(answer).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
    expect(await world.stateOf(row)).toEqual({ match_status: 'unmatched', matches: 0 });
    expect(await left()).toBe('10000');
    expect((await world.match(row, part('100.00'))).status).toBe(201);
    expect(await left()).toBe('0');
    expect(await world.actions(client)).toHaveLength(1);
  });

  test('a push that names a match: neither figure nor posting, and the repetition has both', async () => {
    const first = matchIdOf(await pay('40.00'));
    const change = { amount: '100.00', open_amount: '60.00', applied_match_ids: [first] };
    const sent = [invoice('F1', change)];
    expect((await dying(() => world.send(client.clientId, sent))).status).toBe(503);
    expect(await postings()).toMatchObject([{ posting_status: 'unposted' }]);
    expect(await left()).toBe('6000');
    expect((await world.send(client.clientId, sent)).status).toBe(200);
    expect(await postings()).toMatchObject([{ posting_status: 'posted' }]);
    expect(await left()).toBe('6000');
  });

  test('an undo: the match stands, and the repetition undoes it once', async () => {
    const first = matchIdOf(await pay('40.00'));
    expect((await dying(() => world.undo(first))).status).toBe(503);
    expect(await left()).toBe('6000');
    expect((await world.undo(first)).status).toBe(200);
    expect(await left()).toBe('10000');
    expect((await world.events(client)).filter(({ type }) => type === 'match.undone')).toHaveLength(1);
  });
});
