import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Item, invoice } from '../matching/invoiceApi.ts';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
let item: string;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
  await world.invoices(client, ['F1']);
  item = await world.item(client, await world.row(client), [{ id: 'c1', allocations: { F1: '10000' } }]);
});

const accept = { version: 1, action: 'accept', candidate_id: 'c1' };
const change = (sent: Item) =>
  world.send(client.clientId, [invoice('F1', { amount: '100.00', open_amount: '100.00', ...sent })]);

describe('contract 3.2 an invoice that the ERP changes while it is in review', () => {
  test.each<readonly [string, Item, RegExp]>([
    ['a part of it was paid elsewhere', { open_amount: '60.00' }, /no more than is open/],
    ['it is a supplier’s', { kind: 'payable' }, /money in pays receivables/],
    ['it is in another currency', { currency: 'EUR' }, /currency of the payment/],
  ])('%s: who accepts is told, with the item as it is', async (_name, sent, why) => {
    expect((await change(sent)).status).toBe(200);
    expect(await world.resolve(item, accept)).toMatchObject({
      status: 409,
      body: {
        code: 'changed_meanwhile',
        detail: expect.stringMatching(why),
        review_item: { id: item, status: 'open', invoices: [{ external_id: 'F1', ...sent }] },
      },
    });
    expect(await world.actions(client)).toEqual([]);
    // What the caller itself names is refused by its own path.
    const allocations = [{ external_id: 'F1', amount: '100.00' }];
    const byHand = await world.resolve(item, { version: 1, action: 'allocate', allocations });
    expect(byHand).toMatchObject({ status: 422, body: { errors: [{ path: expect.stringMatching(/^allocations/) }] } });
  });

  test('it was paid elsewhere: closed, by the name that the caller sent', async () => {
    await change({ open_amount: '0', status: 'closed' });
    expect(await world.resolve(item, accept)).toMatchObject({
      status: 409,
      body: { code: 'invoice_closed', errors: [{ path: 'candidate_id' }] },
    });
  });
});
