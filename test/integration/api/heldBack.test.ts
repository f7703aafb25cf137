import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
let old: string;
let correction: string;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
  await world.invoices(client, ['F1', 'F2']);
  old = await world.row(client);
  await world.match(old, part('F1'));
  correction = await world.row(client, { replaces: old });
});

const part = (external_id: string) => [{ external_id, amount: '100.00' }];
const refused = (answer: { readonly status: number; readonly body: Readonly<Record<string, unknown>> }) => ({
  status: answer.status,
  code: answer.body['code'],
});
const heldBack = { status: 409, code: 'transaction_held_back' };

describe('matching 1 a row held by a correction is decided by nobody', () => {
  test('not by hand, nor as belonging to no invoice', async () => {
    for (const allocations of [part('F2'), []])
      expect(refused(await world.match(correction, allocations))).toEqual(heldBack);
    expect(await world.residuals(client)).toMatchObject({ F2: '100.00' });
  });

  test('not from the queue, where it lay before', async () => {
    const item = await world.item(client, correction, [{ id: 'c1', allocations: { F2: '10000' } }]);
    for (const decision of [
      { action: 'accept', candidate_id: 'c1' },
      { action: 'allocate', allocations: part('F2') },
      { action: 'no_match' },
    ])
      expect(refused(await world.resolve(item, { version: 1, ...decision }))).toEqual(heldBack);
  });

  test('not by an import', async () => {
    const confirmed = [{ transaction_id: correction, allocations: part('F2') }];
    const body = { client_id: client.clientId, confirmed };
    expect((await world.as('anna', 'POST', '/api/v1/matches/import', body)).body).toMatchObject({
      imported: 0,
      errors: [{ index: 0, transaction_id: correction, message: expect.stringMatching(/correct/) }],
    });
    expect(await world.stateOf(correction)).toMatchObject({ match_status: 'unmatched' });
  });

  test('settled, it is decided like any other', async () => {
    await world.database.admin(`update bank_transactions set status = 'withdrawn' where id = $1`, [old]);
    expect((await world.match(correction, part('F2'))).status).toBe(201);
  });
});
