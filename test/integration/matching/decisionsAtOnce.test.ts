import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createMatchingActivities } from '../../../src/activities/matching/matchingActivities.ts';
import { systemClock } from '../../../src/clock.ts';
import { query, withClient } from '../../../src/db/tenantScope.ts';
import { openReviewWorld, type ReviewClient, type ReviewWorld, statusesOf } from '../api/reviewWorld.ts';
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
const people = ['anna', 'bo', 'eva', 'kim'];
const overAllocated = () =>
  world.database.admin(
    `select i.external_id from invoices i join allocations a on a.invoice_id = i.id
     join matches m on m.id = a.match_id and m.state = 'active'
     where i.client_id = $1 group by i.id having sum(a.amount_minor) > i.open_amount_minor`,
    [client.clientId],
  );
const matchRun = (): Promise<unknown> => {
  const steps = createMatchingActivities({ orm: world.database.orm, clock: systemClock });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  return environment.run(steps.matchTransactions, { clientId: client.clientId, runId: client.runId });
};

test('matching 12 several people at one item: one wins, the others are told what it is now', async () => {
  await world.invoices(client, ['F1', 'F2']);
  for (let round = 0; round < 5; round += 1) {
    const row = await world.row(client, { amount_minor: '100' });
    const item = await world.item(client, row, [
      { id: 'c1', allocations: { F1: '100' } },
      { id: 'c2', allocations: { F2: '100' } },
    ]);
    const answers = await Promise.all(
      people.map((user, index) =>
        world.resolve(item, { version: 1, action: 'accept', candidate_id: index % 2 === 0 ? 'c1' : 'c2' }, user),
      ),
    );
    expect(statusesOf(answers)).toEqual([200, 409, 409, 409]);
    for (const { body } of answers.filter(({ status }) => status === 409))
      expect(body).toMatchObject({ code: 'changed_meanwhile', review_item: { status: 'resolved' } });
    expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
  }
  expect(await overAllocated()).toEqual([]);
});

test('matching 12 several payments of one invoice at once, by hand: one gets it', async () => {
  await world.invoices(client, ['F1']);
  const rows: string[] = [];
  for (const _ of people) rows.push(await world.row(client));
  const allocations = [{ external_id: 'F1', amount: '100.00' }];
  const answers = await Promise.all(rows.map((row) => world.match(row, allocations)));
  expect(statusesOf(answers)).toEqual([201, 409, 409, 409]);
  for (const { body } of answers.filter(({ status }) => status === 409))
    expect(body).toMatchObject({ code: 'already_allocated', matches: [{ state: 'active' }] });
  expect(await overAllocated()).toEqual([]);
});

test('matching 12 sets of invoices named in any order never block each other for good', async () => {
  const names = ['F1', 'F2', 'F3', 'F4'];
  await world.invoices(client, names);
  const rows: string[] = [];
  for (let count = 0; count < 12; count += 1) rows.push(await world.row(client, { amount_minor: '4000' }));
  const answers = await Promise.all(
    rows.map((row, index) => {
      const order = index % 2 === 0 ? names : names.toReversed();
      return world.match(
        row,
        order.map((external_id) => ({ external_id, amount: '10.00' })),
      );
    }),
  );
  expect(statusesOf(answers)).toEqual([...Array.from({ length: 10 }, () => 201), 409, 409]);
  expect(await overAllocated()).toEqual([]);
});

test('matching 12 person and matcher at one row: whoever is first, it is matched once', async () => {
  await world.invoices(client, ['F1'], { kid });
  await world.invoices(client, ['F2']);
  const row = await world.row(client, { kid });
  const hold = 'select from bank_transactions where id = $1 for update';
  const { both } = await whileHeld(world.database, hold, [row], async ({ waiting }) => {
    const decided = Promise.all([world.match(row, [{ external_id: 'F2', amount: '100.00' }]), matchRun()]);
    await waiting(2);
    return { both: decided };
  });
  const [answer] = await both;
  expect([201, 409]).toContain(answer.status);
  if (answer.status === 409)
    expect(answer.body).toMatchObject({ code: 'already_allocated', matches: [{ decided_by: 'matcher' }] });
  expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
  expect(await overAllocated()).toEqual([]);
});

test('matching 7 the matcher does not touch what a person decided, an empty list either', async () => {
  await world.invoices(client, ['F1'], { kid });
  const row = await world.row(client, { kid });
  await world.match(row, []);
  await matchRun();
  const matches = await world.matches(`client_id=${client.clientId}`);
  expect(matches).toMatchObject([{ decided_by: 'person', allocations: [] }]);
});

test('matching 6 the last wall: the database itself refuses to give more than is open', async () => {
  const { F1 } = await world.invoices(client, ['F1']);
  const row = await world.row(client);
  const over = (role: 'kontosync_app' | 'kontosync_worker') =>
    withClient(world.database.orm.em, { clientId: client.clientId, role }, async (em) => {
      const [match] = await query<{ id: string }>(
        em,
        `insert into matches (id, client_id, transaction_id, decided_by, evidence_class, evidence)
         values (gen_random_uuid(), $1, $2, 'matcher', 'kid', '{}') returning id`,
        [client.clientId, row],
      );
      await query(
        em,
        'insert into allocations (client_id, match_id, invoice_id, amount_minor) values ($1, $2, $3, 10001)',
        [client.clientId, match?.id, F1],
      );
    });
  for (const role of ['kontosync_app', 'kontosync_worker'] as const)
    await expect(over(role)).rejects.toMatchObject({ code: '23514' });
});
