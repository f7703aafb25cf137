import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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
  await world.invoices(client, ['F1', 'F2']);
  row = await world.row(client, { amount_minor: '9650' });
});

const details = (...amounts: readonly string[]) =>
  world.as('anna', 'POST', `/api/v1/transactions/${row}/details`, { lines: amounts.map((amount) => ({ amount })) });
const whole = [{ external_id: 'F1', amount: '100.00' }];

describe('matching 2 a settlement less its fee pays its invoices in full', () => {
  test('by hand: up to what the lines say was kept, and no øre more', async () => {
    expect((await world.match(row, whole)).status).toBe(422);
    await details('100.00', '-3.50');
    const more = [...whole, { external_id: 'F2', amount: '0.01' }];
    expect(await world.match(row, more)).toMatchObject({ status: 422, body: { errors: [{ path: 'allocations' }] } });
    expect(await world.match(row, whole)).toMatchObject({
      status: 201,
      body: { match: { evidence: { difference_minor: '-350' } } },
    });
    expect(await world.residuals(client)).toMatchObject({ F1: '0.00', F2: '100.00' });
  });

  test('as it was proposed', async () => {
    await details('100.00', '-3.50');
    const item = await world.item(client, row, [{ id: 'c1', kind: 'lines', allocations: { F1: '10000' } }]);
    expect((await world.resolve(item, { version: 1, action: 'accept', candidate_id: 'c1' })).status).toBe(200);
  });

  test('lines without a fee allow nothing more than was paid', async () => {
    await details('50.00', '46.50');
    expect((await world.match(row, whole)).status).toBe(422);
  });

  test('money out: what was kept back counts the same', async () => {
    await world.invoices(client, ['P1'], { kind: 'payable' });
    row = await world.row(client, { amount_minor: '-9650' });
    await details('-100.00', '3.50');
    expect((await world.match(row, [{ external_id: 'P1', amount: '100.00' }])).status).toBe(201);
  });
});
