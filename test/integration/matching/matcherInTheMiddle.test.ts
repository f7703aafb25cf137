import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createMatchingActivities } from '../../../src/activities/matching/matchingActivities.ts';
import { systemClock } from '../../../src/clock.ts';
import { appendChanges } from '../../../src/db/sql/changes/appendChanges.ts';
import { lockRows } from '../../../src/db/sql/ledger/lockRows.ts';
import { query, withClient } from '../../../src/db/tenantScope.ts';
import { arrangeRun } from '../api/arrange.ts';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from '../api/reviewWorld.ts';
import { invoice } from './invoiceApi.ts';
import { whileHeld } from './standing.ts';

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
/** All that changes a row ends with its place in the feed of changes. */
const holdFeed = 'select from clients where client_id = $1 for no key update';

const matchRun = (runId = client.runId): Promise<unknown> => {
  const steps = createMatchingActivities({ orm: world.database.orm, clock: systemClock });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  return environment.run(steps.matchTransactions, { clientId: client.clientId, runId });
};
/** `external_id=minor units` of the row's active match; empty: it has none. */
const allocationsOf = async (transactionId: string): Promise<readonly string[]> => {
  const rows = await world.database.admin<{ allocation: string }>(
    `select i.external_id || '=' || a.amount_minor as allocation from matches m
     join allocations a on a.match_id = m.id join invoices i on i.id = a.invoice_id
     where m.transaction_id = $1 and m.state = 'active' order by 1`,
    [transactionId],
  );
  return rows.map(({ allocation }) => allocation);
};

/** Somebody is in the middle of a decision when the matcher comes; how it is answered, when both have ended. */
async function matcherComesDuring(
  hold: { readonly sql: string; readonly id: string },
  decide: () => Promise<{ readonly status: number }>,
  runId = client.runId,
): Promise<number> {
  const { both } = await whileHeld(world.database, hold.sql, [hold.id], async ({ waiting }) => {
    const deciding = decide();
    await waiting(1);
    const ended = Promise.all([deciding, matchRun(runId)]);
    await waiting(2);
    return { both: ended };
  });
  const [{ status }] = await both;
  return status;
}

const decisions: Readonly<Record<string, (row: string) => Promise<{ readonly status: number }>>> = {
  'a rejection': async (row) => {
    const item = await world.item(client, row, [{ id: 'c1', allocations: { F1: '10000' } }]);
    return world.resolve(item, { version: 1, action: 'reject', candidate_id: 'c1' });
  },
  'details that say otherwise': (row) =>
    world.as('anna', 'POST', `/api/v1/transactions/${row}/details`, {
      lines: [
        { kid: otherKid, amount: '60.00' },
        { amount: '40.00', text: 'gebyr' },
      ],
    }),
  ignoring: (row) => world.as('anna', 'POST', `/api/v1/transactions/${row}/ignore`),
  'ignoring all before a date': () =>
    world.as('anna', 'POST', '/api/v1/transactions/ignore', {
      client_id: client.clientId,
      account_id: client.accountId,
      booked_before: '2027-01-01',
    }),
  'a cut-over': () => world.as('anna', 'PATCH', `/api/v1/accounts/${client.accountId}`, { match_from: '2027-01-01' }),
  'an import': (row) =>
    world.as('anna', 'POST', '/api/v1/matches/import', {
      client_id: client.clientId,
      confirmed: [{ transaction_id: row, allocations: [{ external_id: 'F1', amount: '100.00' }] }],
    }),
  'no match': (row) => world.match(row, []),
  'matching switched off': () =>
    world.as('anna', 'PUT', `/api/v1/clients/${client.clientId}`, {
      name: 'Kunde AS',
      locale: 'nb',
      notification_emails: [],
      return_urls: [],
      matching: { mode: 'off' },
    }),
};

test.each(Object.keys(decisions))('matching 6 the matcher waits for %s, and keeps to it', async (name) => {
  await world.invoices(client, ['F1'], { kid });
  const row = await world.row(client, { kid });
  const decide = decisions[name];
  if (decide === undefined) throw new Error(name);
  const status = await matcherComesDuring({ sql: holdFeed, id: client.clientId }, () => decide(row));
  expect(status).toBeLessThan(300);
  expect(await allocationsOf(row)).toEqual([]);
});

test('matching 6 the matcher waits for the bank, and reads what it says now', async () => {
  await world.invoices(client, ['F1'], { kid });
  await world.invoices(client, ['F2'], { kid: otherKid, party: { id: 'K2', name: 'Kunde To AS' } });
  const row = await world.row(client, { kid });
  const scope = { clientId: client.clientId, role: 'kontosync_worker' } as const;
  await matcherComesDuring({ sql: holdFeed, id: client.clientId }, async () => {
    await withClient(world.database.orm.em, scope, async (em) => {
      await lockRows(em, client.clientId, [row]);
      await query(em, 'update bank_transactions set kid = $2 where id = $1', [row, otherKid]);
      await appendChanges(em, client.clientId, [{ transactionId: row, change: 'updated' }]);
    });
    return { status: 200 };
  });
  expect(await allocationsOf(row)).toEqual(['F2=10000']);
});

const holdParty = 'select from parties where client_id = $1 for update';
const push = (change: Readonly<Record<string, unknown>>) =>
  world.send(client.clientId, [invoice('F1', { kid, amount: '100.00', open_amount: '100.00', ...change })]);

test('matching 6 the matcher waits for the ERP, and gives nothing to an invoice that has become another', async () => {
  await world.invoices(client, ['F1'], { kid });
  const row = await world.row(client, { kid });
  await matcherComesDuring({ sql: holdParty, id: client.clientId }, () =>
    push({ kid: otherKid, kind: 'payable', currency: 'EUR', amount: '500.00', open_amount: '500.00' }),
  );
  expect(await allocationsOf(row)).toEqual([]);
});

test('matching 6 an invoice of which less is open meanwhile does not cost the other rows their matches', async () => {
  await world.invoices(client, ['F1'], { kid });
  await world.invoices(client, ['F2'], { kid: otherKid });
  const lowered = await world.row(client, { kid });
  const other = await world.row(client, { kid: otherKid });
  await matcherComesDuring({ sql: holdParty, id: client.clientId }, () => push({ open_amount: '60.00' }));
  expect(await allocationsOf(lowered)).toEqual([]);
  expect(await allocationsOf(other)).toEqual(['F2=10000']);
});

test('matching 6 a person takes the invoice that the matcher wants: no deadlock, one of them has it', async () => {
  await world.invoices(client, ['F1'], { kid });
  const proposed = await world.row(client);
  const item = await world.item(client, proposed, [{ id: 'c1', allocations: { F1: '10000' } }]);
  const runId = await arrangeRun(world.database, client);
  const cited = await world.row({ ...client, runId }, { kid });
  const status = await matcherComesDuring(
    { sql: 'select from review_items where id = $1 for update', id: item },
    () => world.resolve(item, { version: 1, action: 'accept', candidate_id: 'c1' }),
    runId,
  );
  expect(status).toBe(200);
  expect(await allocationsOf(proposed)).toEqual(['F1=10000']);
  expect(await allocationsOf(cited)).toEqual([]);
});
