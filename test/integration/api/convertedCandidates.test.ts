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
  await world.invoices(client, ['E1'], { amount: '100.00', open_amount: '100.00', currency: 'EUR' });
});

test.each([
  ['the bank tells no rate', {}],
  ['it was ordered in its currency', { original_amount_minor: '10000', original_currency: 'EUR' }],
  ['it was ordered in a third one', { original_amount_minor: '11000', original_currency: 'USD' }],
])('matching 5 a converted candidate can be accepted as it is shown, where %s', async (_what, original) => {
  const row = await world.row(client, { amount_minor: '115000', ...original });
  const item = await world.item(client, row, [{ id: '1', kind: 'converted', allocations: { E1: '10000' } }]);
  const answer = await world.resolve(item, { version: 1, action: 'accept', candidate_id: '1' });
  expect(answer).toMatchObject({
    status: 200,
    body: { match: { allocations: [{ external_id: 'E1', amount: '100.00' }], evidence: { action: 'accept' } } },
  });
  expect(await world.residuals(client)).toEqual({ E1: '0.00' });
});

test('contract 3.2 by hand the currency must be that of the payment', async () => {
  const row = await world.row(client, { amount_minor: '115000' });
  expect((await world.match(row, [{ external_id: 'E1', amount: '100.00' }])).status).toBe(422);
});
