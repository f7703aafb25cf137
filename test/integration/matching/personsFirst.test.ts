import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createMatchingActivities } from '../../../src/activities/matching/matchingActivities.ts';
import { systemClock } from '../../../src/clock.ts';
import { endTransactions } from '../../../src/db/sql/ledger/endTransactions.ts';
import { closeReviewItems } from '../../../src/db/sql/matching/closeReviewItems.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from '../api/reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
});

const kid = '2345676';
const otherKid = '12345678903';
const matchAll = async (): Promise<void> => {
  const steps = createMatchingActivities({ orm: world.database.orm, clock: systemClock });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  await environment.run(steps.matchChunk, { clientId: client.clientId, afterTransactionId: null });
};
const itemOf = async (transactionId: string) => {
  const [item] = await world.database.admin<{ id: string; version: number; reason: string; candidates: number }>(
    `select id, version, reason, jsonb_array_length(candidates) as candidates from review_items
     where transaction_id = $1 and status = 'open'`,
    [transactionId],
  );
  return item;
};
const tasks = () =>
  world.database.admin('select kind, status, closed_by from tasks where client_id = $1 order by id', [client.clientId]);

/** A second payment of an invoice that has been paid: a task of it is open. */
async function paidTwice(): Promise<{ readonly first: string; readonly second: string }> {
  await world.invoices(client, ['F1'], { kid });
  const first = await world.row(client, { kid, booking_date: '2026-01-15' });
  const second = await world.row(client, { kid, booking_date: '2026-01-18' });
  await matchAll();
  expect(await tasks()).toEqual([{ kind: 'possible_double_payment', status: 'open', closed_by: null }]);
  return { first, second };
}

const waysOut: Readonly<Record<string, (row: string) => Promise<unknown>>> = {
  'no match': async (row) => {
    const item = await itemOf(row);
    return world.resolve(item?.id ?? '', { version: item?.version, action: 'no_match' });
  },
  'a match by hand': (row) => world.match(row, []),
  ignoring: (row) => world.as('anna', 'POST', `/api/v1/transactions/${row}/ignore`),
  'an import': (row) =>
    world.as('anna', 'POST', '/api/v1/matches/import', {
      client_id: client.clientId,
      confirmed: [{ transaction_id: row, allocations: [] }],
    }),
  withdrawal: (row) =>
    withClient(world.database.orm.em, { clientId: client.clientId, role: 'kontosync_worker' }, async (em) => {
      const ending = { storedId: row, status: 'withdrawn', reason: 'absent', replacedBy: null } as const;
      const rows = [{ ...ending, revisionId: randomUUIDv7() }];
      const ended = await endTransactions(em, { clientId: client.clientId, runId: client.runId, rows });
      await closeReviewItems(
        em,
        client.clientId,
        ended.map(({ id }) => id),
      );
    }),
};

test.each(Object.keys(waysOut))('matching 7 a row that waits no more has no open task: %s', async (name) => {
  const { second } = await paidTwice();
  await waysOut[name]?.(second);
  expect(await tasks()).toEqual([{ kind: 'possible_double_payment', status: 'closed', closed_by: 'workflow' }]);
});

test('matching 7 the row waiting again, its task is open again', async () => {
  const { second } = await paidTwice();
  await world.as('anna', 'POST', `/api/v1/transactions/${second}/ignore`);
  await world.as('anna', 'POST', `/api/v1/transactions/${second}/unignore`);
  await matchAll();
  expect(await tasks()).toMatchObject([{ status: 'closed' }, { status: 'open' }]);
});

test('matching 9 the matcher does not overtake what one of two persons has accepted', async () => {
  client = await world.client({ four_eyes_amount: '50.00' });
  await world.invoices(client, ['F1'], { kid });
  await world.invoices(client, ['F2']);
  const row = await world.row(client, { kid });
  const allocations = [{ external_id: 'F2', amount: '100.00' }];
  expect(await world.match(row, allocations, 'anna')).toMatchObject({ status: 202 });
  await matchAll();
  expect(await world.stateOf(row)).toMatchObject({ matches: 0 });
  expect(await world.match(row, allocations, 'bo')).toMatchObject({ status: 201 });
});

test('matching 9 an acceptance that another person rejects is gone, and the row is decided anew', async () => {
  client = await world.client({ four_eyes_amount: '50.00' });
  await world.invoices(client, ['F1']);
  await world.invoices(client, ['F2'], { kid: otherKid });
  const row = await world.row(client, { kid: otherKid });
  const item = await world.item(client, row, [{ id: 'c1', allocations: { F1: '10000' } }]);
  await world.resolve(item, { version: 1, action: 'accept', candidate_id: 'c1' }, 'anna');
  const rejected = await world.resolve(item, { version: 2, action: 'reject', candidate_id: 'c1' }, 'bo');
  expect(rejected).toMatchObject({ status: 200, body: { review_item: { first_acceptance: null, candidates: [] } } });
  await matchAll();
  expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
});

test('matching 9 rejecting one candidate leaves the acceptance of another', async () => {
  client = await world.client({ four_eyes_amount: '50.00' });
  await world.invoices(client, ['F1', 'F2']);
  const row = await world.row(client);
  const item = await world.item(client, row, [
    { id: 'c1', allocations: { F1: '10000' } },
    { id: 'c2', allocations: { F2: '10000' } },
  ]);
  await world.resolve(item, { version: 1, action: 'accept', candidate_id: 'c1' }, 'anna');
  const rejected = await world.resolve(item, { version: 2, action: 'reject', candidate_id: 'c2' }, 'bo');
  expect(rejected).toMatchObject({ status: 200, body: { review_item: { first_acceptance: { user: 'anna' } } } });
});

test('contract 4 imported again, a row that was let into the queue meanwhile leaves it again', async () => {
  await world.invoices(client, ['F1'], { kid });
  const row = await world.row(client, { kid });
  const confirmed = [{ transaction_id: row, allocations: [{ external_id: 'F1', amount: '100.00' }] }];
  const send = () => world.as('anna', 'POST', '/api/v1/matches/import', { client_id: client.clientId, confirmed });
  await send();
  await world.as('anna', 'POST', `/api/v1/transactions/${row}/unignore`);
  expect(await send()).toMatchObject({ body: { imported: 0, unchanged: 1 } });
  expect(await world.stateOf(row)).toEqual({ match_status: 'ignored', matches: 0 });
  expect(await world.actions(client)).toHaveLength(1);
});
