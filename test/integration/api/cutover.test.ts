import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { matchIdOf, openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

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

const cutOver = (match_from: string | null) =>
  world.as('anna', 'PATCH', `/api/v1/accounts/${client.accountId}`, { match_from });
const statusOf = async (item: string) =>
  world.database.admin('select status, resolution from review_items where id = $1', [item]);
const ignored = { match_status: 'ignored', matches: 0 };

describe('contract 3.1 rows before the cut-over are never queued', () => {
  const candidates = [{ id: 'c1', allocations: { F1: '10000' } }];
  test.each([
    ['without a candidate', []],
    ['in review', candidates],
  ])('a row %s leaves the queue with its item', async (_name, proposed) => {
    const row = await world.row(client, { booking_date: '2026-01-31' });
    const item = await world.item(client, row, proposed);
    const later = await world.row(client, { booking_date: '2026-02-01' });
    const laterItem = await world.item(client, later, proposed);
    expect((await cutOver('2026-02-01')).status).toBe(200);
    expect(await world.stateOf(row)).toEqual(ignored);
    expect(await statusOf(item)).toEqual([{ status: 'resolved', resolution: null }]);
    expect(await statusOf(laterItem)).toMatchObject([{ status: 'open' }]);
    expect(await world.events(client)).toMatchObject([
      { type: 'review.resolved', data: { ids: { review_items: [item] } } },
    ]);
    expect((await world.resolve(item, { version: 1, action: 'no_match' })).body['code']).toBe('changed_meanwhile');
    await cutOver(null);
    expect(await world.stateOf(row)).toMatchObject({ match_status: 'unmatched' });
  });

  test('nor are they when a match is undone', async () => {
    const row = await world.row(client, { booking_date: '2026-01-31' });
    const matchId = matchIdOf(await world.match(row, [{ external_id: 'F1', amount: '100.00' }]));
    await cutOver('2026-02-01');
    expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
    await world.undo(matchId);
    expect(await world.stateOf(row)).toEqual(ignored);
    await cutOver('2026-01-31');
    expect(await world.stateOf(row)).toMatchObject({ match_status: 'unmatched' });
  });
});
