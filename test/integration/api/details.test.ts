import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
let row: string;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
  row = await world.row(client);
});

const send = (lines: unknown, id = row) => world.as('anna', 'POST', `/api/v1/transactions/${id}/details`, { lines });
const stored = () =>
  world.database.admin(
    `select position, amount_minor, kid, text, counterparty_name from transaction_lines
     where client_id = $1 order by position`,
    [client.clientId],
  );
const written = async () => [
  await world.database.admin('select change from transaction_changes where client_id = $1', [client.clientId]),
  await world.database.admin(
    `select action, data from audit_entries where client_id = $1 and action = 'transaction.details'`,
    [client.clientId],
  ),
];
const two = [
  { kid: ' 234 5676 ', amount: '60.00' },
  { text: 'Ordre 17', counterparty_name: 'Kunde AS', amount: '40' },
];

test('matching 2 the payments of a sum are kept in their order, and matching is asked for', async () => {
  expect(await send(two)).toMatchObject({
    status: 200,
    body: { success: true, lines: 2, transaction: { id: row, amount: '100.00' } },
  });
  expect(await stored()).toEqual([
    { position: 1, amount_minor: '6000', kid: '2345676', text: null, counterparty_name: null },
    { position: 2, amount_minor: '4000', kid: null, text: 'Ordre 17', counterparty_name: 'Kunde AS' },
  ]);
  expect(world.engine.matchings.at(-1)).toBe(client.clientId);
  expect(await written()).toEqual([[{ change: 'updated' }], [{ action: 'transaction.details', data: { lines: 2 } }]]);
});

test('matching 2 the same again writes nothing, others replace them', async () => {
  await send(two);
  const before = await written();
  await send(two);
  expect(await written()).toEqual(before);
  await send([{ amount: '100.00' }]);
  expect(await stored()).toMatchObject([{ position: 1, amount_minor: '10000' }]);
});

test('matching 2 a settlement less its fee adds up too', async () => {
  expect((await send([{ amount: '103.50' }, { text: 'Gebyr', amount: '-3.50' }])).status).toBe(200);
});

test.each<readonly [string, unknown, string]>([
  ['less than the row', [{ amount: '99.99' }], 'lines'],
  ['more than the row', [{ amount: '100.01' }], 'lines'],
  ['the other sign', [{ amount: '-100.00' }], 'lines'],
  ['a line of nothing', [{ amount: '100.00' }, { amount: '0.00' }], 'lines.1.amount'],
  ['too many decimals', [{ amount: '100.001' }], 'lines.0.amount'],
  ['no line', [], 'lines'],
  ['no KID', [{ kid: 'x1', amount: '100.00' }], 'lines.0.kid'],
  ['text that cannot be kept', [{ text: 'a\u0000b', amount: '100.00' }], 'lines.0.text'],
  ['an unknown member', [{ amount: '100.00', surprise: 1 }], 'lines.0'],
  ['a number', [{ amount: 100 }], 'lines.0.amount'],
  ['too many', Array.from({ length: 2_001 }, () => ({ amount: '1.00' })), 'lines'],
])('C-11 %s: 422 with its path, nothing is written', async (_name, lines, path) => {
  expect(await send(lines)).toMatchObject({ status: 422, body: { code: 'invalid_request', errors: [{ path }] } });
  expect(await stored()).toEqual([]);
});

test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
  ['withdrawn', { status: 'withdrawn' }, 'transaction_not_booked'],
  ['ignored', { match_status: 'ignored', ignored_because: 'person' }, 'transaction_ignored'],
])('matching 1 of a row that is %s: 409', async (_name, columns, code) => {
  expect(await send(two, await world.row(client, columns))).toMatchObject({ status: 409, body: { code } });
});

test('matching 1 of a matched row: 409 that names its match', async () => {
  await world.match(row, []);
  expect(await send(two)).toMatchObject({
    status: 409,
    body: { code: 'already_allocated', matches: [{ transaction_id: row }] },
  });
});

test("C-4 another client's row, and one that nobody has: the same 404", async () => {
  const stranger = await world.keyFor([(await world.client()).clientId]);
  for (const id of [row, randomUUID()]) {
    const body = { lines: [{ amount: '100.00' }] };
    const answer = await world.call('POST', `/api/v1/transactions/${id}/details`, { key: stranger, body });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
});
