import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
let row: string;
let item: string;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
  await world.invoices(client, ['F1']);
  row = await world.row(client);
  item = await world.item(client, row, [{ id: 'c1', allocations: { F1: '10000' } }]);
});

const accept = (version: number) => ({ version, action: 'accept', candidate_id: 'c1' });

const bodies: readonly unknown[] = [
  {},
  { version: 1, action: 'accept' },
  { version: 1, action: 'accept', candidate_id: '' },
  { version: 1, action: 'accept', candidate_id: 'a\u0000b' },
  { version: 1, action: 'accept', candidate_id: '\ud800' },
  { version: 1, action: 'accept', candidate_id: 'c9' },
  { version: '1', action: 'no_match' },
  { version: 0, action: 'no_match' },
  { version: 2 ** 40, action: 'no_match' },
  { version: 1, action: 'no_match', candidate_id: 'c1' },
  { version: 1, action: 'erase' },
  { version: 1, action: 'allocate', allocations: [] },
  { version: 1, action: 'allocate', allocations: [{ amount: '1.00' }] },
  {
    version: 1,
    action: 'allocate',
    allocations: [{ external_id: 'F1', invoice_id: '01890000-0000-7000-8000-000000000000', amount: '1.00' }],
  },
  { version: 1, action: 'allocate', allocations: [{ external_id: 'F1', amount: '-1.00' }] },
  { version: 1, action: 'allocate', allocations: [{ external_id: 'F1', amount: 1 }] },
  { version: 1, action: 'allocate', allocations: [{ external_id: 'F1', amount: '1.001' }] },
  { version: 1, action: 'allocate', allocations: [{ external_id: 'a\u0000b', amount: '1.00' }] },
  [],
];
test.each(bodies)('C-11 %j: 422, nothing is written', async (body) => {
  const { status, body: problem } = await world.resolve(item, body);
  expect({ status, code: problem['code'] }).toEqual({ status: 422, code: 'invalid_request' });
  expect(await world.stateOf(row)).toEqual({ match_status: 'review', matches: 0 });
});

test("C-4 another client's item, and one that nobody has: the same 404", async () => {
  const stranger = await world.keyFor([(await world.client()).clientId]);
  for (const id of [item, randomUUID()]) {
    const path = `/api/v1/review-items/${id}/resolve`;
    const { status, body } = await world.call('POST', path, { key: stranger, body: accept(1) });
    expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'not_found' });
  }
  expect(await world.stateOf(row)).toEqual({ match_status: 'review', matches: 0 });
});

test("C-4 another client's invoice is one that does not exist", async () => {
  const theirs = await world.client();
  const { G1 } = await world.invoices(theirs, ['G1']);
  for (const name of [{ invoice_id: G1 }, { external_id: 'G1' }, { invoice_id: randomUUID() }]) {
    const allocations = [{ ...name, amount: '1.00' }];
    expect(await world.resolve(item, { version: 1, action: 'allocate', allocations })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'allocations.0', message: 'no invoice of this client' }] },
    });
  }
});
