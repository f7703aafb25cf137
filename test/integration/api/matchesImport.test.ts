import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
  await world.invoices(client, ['F1'], { open_amount: '0', status: 'closed' });
});

const send = (confirmed: readonly unknown[], user: string | null = 'anna') =>
  world.as(user, 'POST', '/api/v1/matches/import', { client_id: client.clientId, confirmed });
const done = (imported: number, unchanged: number, errors: readonly unknown[] = []) => ({
  success: true,
  imported,
  unchanged,
  errors,
});
const confirmed = (transaction_id: string, ...allocations: readonly (readonly [string, string])[]) => ({
  transaction_id,
  allocations: allocations.map(([external_id, amount]) => ({ external_id, amount })),
});

test('contract 4 decided elsewhere: logged to learn from, nothing is allocated, and the row waits no more', async () => {
  const [paid, salary] = [await world.row(client), await world.row(client, { amount_minor: '-500' })];
  const item = await world.item(client, paid, []);
  expect((await send([confirmed(paid, ['F1', '100.00']), confirmed(salary)])).body).toEqual(done(2, 0));
  expect(await world.actions(client)).toMatchObject([
    {
      action: 'import',
      user_ref: 'anna',
      transaction_id: paid,
      match_id: null,
      allocations: [{ amount_minor: '10000' }],
    },
    { action: 'import', transaction_id: salary, allocations: [] },
  ]);
  for (const row of [paid, salary]) expect(await world.stateOf(row)).toEqual({ match_status: 'ignored', matches: 0 });
  expect(await world.database.admin('select status from review_items where id = $1', [item])).toEqual([
    { status: 'resolved' },
  ]);
  const change = await world.database.admin('select transaction_id from transaction_changes where client_id = $1', [
    client.clientId,
  ]);
  expect(change).toHaveLength(2);
});

test('contract 4 the same again changes nothing; corrected, it is logged anew', async () => {
  const row = await world.row(client, { match_status: 'ignored', ignored_because: 'before_cutover' });
  await send([confirmed(row, ['F1', '100.00'])]);
  expect((await send([confirmed(row, ['F1', '100.00'])])).body).toEqual(done(0, 1));
  expect((await send([confirmed(row)])).body).toEqual(done(1, 0));
  expect(await world.actions(client)).toHaveLength(2);
  const [stored] = await world.database.admin('select ignored_because from bank_transactions where id = $1', [row]);
  expect(stored).toEqual({ ignored_because: 'before_cutover' });
});

test('contract 4 what is matched here: the same is learned from, another is an error', async () => {
  await world.invoices(client, ['F2']);
  const [same, other] = [await world.row(client), await world.row(client)];
  await world.match(same, [{ external_id: 'F2', amount: '100.00' }]);
  await world.match(other, []);
  const { body } = await send([confirmed(same, ['F2', '100.00']), confirmed(other, ['F1', '100.00'])]);
  expect(body).toEqual(
    done(1, 0, [
      {
        index: 1,
        transaction_id: other,
        message: 'transaction_id: it is matched otherwise here; undo that match first',
      },
    ]),
  );
  for (const row of [same, other]) expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
});

test('C-11 a bad item costs no good one, and the answer says which and why', async () => {
  const theirs = await world.client();
  const theirRow = await world.row(theirs);
  const row = await world.row(client);
  const gone = await world.row(client, { status: 'withdrawn' });
  const out = await world.row(client, { amount_minor: '-10000' });
  const cases: readonly (readonly [unknown, unknown, RegExp])[] = [
    [confirmed(randomUUID()), expect.any(String), /no transaction/],
    [confirmed(theirRow), theirRow, /no transaction/],
    [confirmed(gone), gone, /no longer/],
    [confirmed(row, ['F9', '1.00']), row, /no invoice/],
    [confirmed(out, ['F1', '100.00']), out, /money/],
    [{ transaction_id: 'x', allocations: [] }, 'x', /transaction_id/],
    [{ transaction_id: randomUUID() }, expect.any(String), /allocations/],
    [confirmed(randomUUID(), ['a\u0000b', '1.00']), expect.any(String), /external_id/],
    [confirmed(randomUUID(), ['F1', '-1.00']), expect.any(String), /amount/],
    ['no object', null, /item/],
    [null, null, /item/],
  ];
  const good = await world.row(client);
  const items = [confirmed(good), ...cases.map(([one]) => one), confirmed(good)];
  const { status, body } = await send(items, null);
  expect(status).toBe(200);
  expect(body).toEqual(
    done(1, 0, [
      ...cases.map(([, transaction_id, message], index) => ({
        index: index + 1,
        transaction_id,
        message: expect.stringMatching(message),
      })),
      { index: cases.length + 1, transaction_id: good, message: expect.stringMatching(/twice/) },
    ]),
  );
  expect(await world.stateOf(theirRow)).toEqual({ match_status: 'unmatched', matches: 0 });
});

test('C-10 more than 5,000 are refused; 5,000 pass', async () => {
  const items = Array.from({ length: 5_000 }, () => confirmed(randomUUID()));
  const { status, body } = await send(items);
  expect(status).toBe(200);
  expect(body['errors']).toHaveLength(5_000);
  expect((await send([...items, confirmed(randomUUID())])).status).toBe(422);
});

test("C-4 another client's: 404", async () => {
  const stranger = await world.keyFor([(await world.client()).clientId]);
  const body = { client_id: client.clientId, confirmed: [] };
  expect((await world.call('POST', '/api/v1/matches/import', { key: stranger, body })).status).toBe(404);
});
