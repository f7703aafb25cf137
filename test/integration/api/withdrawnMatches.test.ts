import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { matchIdOf, openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
let row: string;
let matchId: string;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
  await world.invoices(client, ['F1']);
  row = await world.row(client);
  matchId = matchIdOf(await world.match(row, [{ external_id: 'F1', amount: '100.00' }]));
});

const end = (status: 'withdrawn' | 'replaced') =>
  world.database.admin('update bank_transactions set status = $2 where id = $1', [row, status]);
const confirm = () => world.as('anna', 'POST', `/api/v1/matches/${matchId}/confirm`);
const list = (filter: string) => world.matches(`client_id=${client.clientId}&${filter}`);

describe('ledger 6 a match whose row the bank shows no more waits for a person', () => {
  test.each(['withdrawn', 'replaced'] as const)('%s: the ERP is not asked to book it', async (status) => {
    expect(await list('posting_status=unposted')).toMatchObject([{ id: matchId }]);
    await end(status);
    expect(await list('posting_status=unposted')).toEqual([]);
    // It stands until a person has decided: it is seen, and what it has of the invoice stays given.
    expect(await list(`transaction_id=${row}`)).toMatchObject([{ id: matchId, state: 'active' }]);
    expect(await world.residuals(client)).toEqual({ F1: '0.00' });
  });

  test('nobody can say that it is right; undone, the invoice is open', async () => {
    await world.database.admin(`update matches set decided_by = 'matcher', is_audit_sample = true where id = $1`, [
      matchId,
    ]);
    expect(await list('audit=due')).toMatchObject([{ id: matchId }]);
    await end('withdrawn');
    expect(await list('audit=due')).toEqual([]);
    expect(await confirm()).toMatchObject({ status: 409, body: { code: 'transaction_not_booked' } });
    expect((await world.actions(client)).map(({ action }) => action)).toEqual(['allocate']);
    expect((await world.undo(matchId)).status).toBe(200);
    expect(await world.residuals(client)).toEqual({ F1: '100.00' });
    expect(await confirm()).toMatchObject({ status: 409, body: { code: 'match_undone' } });
  });

  test('confirmed before, it answers the same', async () => {
    await world.database.admin(`update matches set decided_by = 'matcher' where id = $1`, [matchId]);
    const { body } = await confirm();
    await end('withdrawn');
    expect(await confirm()).toMatchObject({ status: 200, body });
  });
});
