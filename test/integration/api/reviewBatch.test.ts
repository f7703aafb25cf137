import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

const results = z.array(z.looseObject({ id: z.string(), status: z.int() }));
const batch = async (items: readonly unknown[], key = world.key, rest: Readonly<Record<string, unknown>> = {}) => {
  const answer = await world.call('POST', '/api/v1/review-items/batch', { key, body: { ...rest, items } });
  expect(answer.status).toBe(200);
  return results.parse(answer.body['results']);
};
/** Rows in review, each with one candidate of its own or the same invoice. */
const queue = async (client: ReviewClient, invoices: readonly string[]): Promise<readonly string[]> => {
  await world.invoices(client, [...new Set(invoices)]);
  const items: string[] = [];
  for (const externalId of invoices)
    items.push(
      await world.item(client, await world.row(client), [{ id: 'c1', allocations: { [externalId]: '10000' } }]),
    );
  return items;
};
const accept = (id: string | undefined, version = 1) => ({ id, version, action: 'accept', candidate_id: 'c1' });

test('contract 3.2 each is answered by itself: done, changed, taken, unknown', async () => {
  const client = await world.client();
  const [a, b, c, d] = await queue(client, ['F1', 'F2', 'F1', 'F3']);
  const unknown = randomUUID();
  const answers = await batch([
    accept(a),
    accept(b, 7),
    accept(c),
    { id: d, version: 1, action: 'reject', candidate_id: 'c1' },
    accept(unknown),
    accept(a),
  ]);
  expect(answers).toMatchObject([
    { id: a, status: 200, match: { allocations: [{ external_id: 'F1' }] }, problem: null },
    { id: b, status: 409, problem: { code: 'changed_meanwhile', review_item: { id: b, version: 1 } } },
    { id: c, status: 409, problem: { code: 'already_allocated', matches: [{ state: 'active' }] } },
    { id: d, status: 200, match: null, review_item: { kind: 'no_candidate' } },
    { id: unknown, status: 404, review_item: null, problem: { code: 'not_found' } },
    { id: a, status: 409, problem: { code: 'changed_meanwhile', review_item: { status: 'resolved' } } },
  ]);
  expect(await world.residuals(client)).toEqual({ F1: '0.00', F2: '100.00', F3: '100.00' });
});

test('contract 3.2 200 at once; matching is asked for once', async () => {
  const client = await world.client();
  const items = await queue(
    client,
    Array.from({ length: 200 }, (_, index) => `F${index}`),
  );
  const rung = world.engine.matchings.length;
  const answers = await batch(items.map((id) => accept(id)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(world.engine.matchings).toHaveLength(rung + 1);
});

test('matching 9 what needs a second person is answered 202', async () => {
  const client = await world.client({ four_eyes_amount: '1.00' });
  const [item] = await queue(client, ['F1']);
  const body = { items: [accept(item)] };
  expect((await world.as('anna', 'POST', '/api/v1/review-items/batch', body)).body).toMatchObject({
    results: [{ status: 202, match: null, review_item: { first_acceptance: { user: 'anna' } } }],
  });
  expect((await world.as('bo', 'POST', '/api/v1/review-items/batch', { items: [accept(item, 2)] })).body).toMatchObject(
    {
      results: [{ status: 200 }],
    },
  );
});

test("C-4 another client's items are 404, each by itself; with client_id, those of others too", async () => {
  const [mine, theirs] = [await world.client(), await world.client()];
  const [a] = await queue(mine, ['F1']);
  const [b] = await queue(theirs, ['F1']);
  const key = await world.keyFor([mine.clientId]);
  expect(await batch([accept(b), accept(a)], key)).toMatchObject([{ status: 404 }, { status: 200 }]);
  expect(await batch([accept(b)], world.key, { client_id: mine.clientId })).toMatchObject([{ status: 404 }]);
  expect(await world.residuals(theirs)).toEqual({ F1: '100.00' });
});

test('C-10 C-11 none, too many, or one of no known form: 422, nothing is decided', async () => {
  const client = await world.client();
  const [item] = await queue(client, ['F1']);
  const cases: readonly unknown[] = [
    { items: [] },
    { items: Array.from({ length: 201 }, () => accept(randomUUID())) },
    { items: [accept(item), { id: item }] },
    { items: [accept(item)], surprise: true },
    { items: { 0: accept(item) } },
  ];
  for (const body of cases)
    expect((await world.call('POST', '/api/v1/review-items/batch', { key: world.key, body })).status).toBe(422);
  expect(await world.residuals(client)).toEqual({ F1: '100.00' });
});
