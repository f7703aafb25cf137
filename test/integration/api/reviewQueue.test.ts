import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
let ids: Readonly<Record<string, string>>;
let row: string;
let item: string;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

/** A row in review with two candidates: F1 whole, and F2 with F3. */
beforeEach(async () => {
  client = await world.client();
  ids = await world.invoices(client, ['F1', 'F2', 'F3']);
  row = await world.row(client);
  item = await world.item(client, row, [
    { id: 'c1', allocations: { F1: '10000' } },
    { id: 'c2', kind: 'subset', allocations: { F2: '6000', F3: '4000' } },
  ]);
});

const pageShape = z.object({ items: z.array(z.looseObject({ id: z.string() })), next_cursor: z.string().nullable() });
const list = async (query: string) => {
  const { status, body } = await world.call('GET', `/api/v1/review-items?${query}`, { key: world.key });
  expect(status).toBe(200);
  return pageShape.parse(body);
};
test('contract 3.2 an item has its transaction, its candidates in words and their invoices', async () => {
  const { items } = await list(`client_id=${client.clientId}`);
  expect(items).toMatchObject([
    {
      id: item,
      status: 'open',
      kind: 'candidates',
      reason: 'not_certified',
      version: 1,
      transaction: { id: row, amount: '100.00', match_status: 'review' },
      candidates: [
        {
          id: 'c1',
          kind: 'single',
          allocations: [{ invoice_id: ids['F1'], external_id: 'F1', amount: '100.00' }],
          probability: 0.875,
          reasons: [{ group: 'REF', level: 'kid_equal', bits: 16.6 }],
        },
        {
          id: 'c2',
          allocations: [
            { external_id: 'F2', amount: '60.00' },
            { external_id: 'F3', amount: '40.00' },
          ],
        },
      ],
      invoices: [
        { external_id: 'F1', residual: '100.00' },
        { external_id: 'F2', residual: '100.00' },
        { external_id: 'F3', residual: '100.00' },
      ],
      model_version: 'weights-1',
      first_acceptance: null,
      resolution: null,
    },
  ]);
});

test('contract 3.2 rows without a candidate are in the queue too; by kind and status', async () => {
  const bare = await world.item(client, await world.row(client), []);
  const of = async (query: string) => (await list(`client_id=${client.clientId}&${query}`)).items.map(({ id }) => id);
  expect(await of('status=open')).toEqual([item, bare]);
  expect(await of('kind=no_candidate')).toEqual([bare]);
  expect(await of('kind=candidates')).toEqual([item]);
  expect(await of('status=resolved')).toEqual([]);
});

test('C-14 page by page, only of the client', async () => {
  const other = await world.client();
  await world.item(other, await world.row(other), []);
  const bare = await world.item(client, await world.row(client), []);
  const first = await list(`client_id=${client.clientId}&limit=1`);
  const second = await list(`client_id=${client.clientId}&limit=1&cursor=${first.next_cursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([item, bare]);
  expect(second.next_cursor).toBeNull();
});

test('E-15 an item of a version before, whose candidates have another form, is shown without them', async () => {
  await world.database.admin(
    `update review_items set candidates = '[{"invoice_id":"x","amount_minor":"1","reason":"kid_cited"}]' where id = $1`,
    [item],
  );
  expect((await list(`client_id=${client.clientId}`)).items).toMatchObject([{ id: item, candidates: [] }]);
});

test('C-11 another status or kind, a foreign cursor: 422', async () => {
  for (const query of ['status=done', 'kind=x', 'cursor=%00', 'limit=0', 'surprise=1']) {
    const path = `/api/v1/review-items?client_id=${client.clientId}&${query}`;
    expect((await world.call('GET', path, { key: world.key })).status).toBe(422);
  }
});
