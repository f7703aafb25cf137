import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { matchIdOf, openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
let row: string;
let item: string;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client({ four_eyes_amount: '99.99' });
  await world.invoices(client, ['F1', 'F2']);
  row = await world.row(client);
  item = await world.item(client, row, [
    { id: 'c1', allocations: { F1: '10000' } },
    { id: 'c2', allocations: { F2: '10000' } },
  ]);
});

const accept = (version: number, candidate_id = 'c1') => ({ version, action: 'accept', candidate_id });
const whole = [{ external_id: 'F1', amount: '100.00' }];

test('matching 9 above the second limit nobody accepts without a name', async () => {
  expect(await world.resolve(item, accept(1), null)).toMatchObject({ status: 422, body: { code: 'user_required' } });
  expect(await world.match(row, whole, null)).toMatchObject({ status: 422, body: { code: 'user_required' } });
  expect(await world.actions(client)).toEqual([]);
});

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

test.each([['Anna'], ['ANNA'], ['anna\u00a0'], [utf8('anna\u2003')], [utf8('ａｎｎａ')]])(
  'matching 9 four eyes are two persons, however one of them writes the id: %j',
  async (again) => {
    expect((await world.resolve(item, accept(1), 'anna')).status).toBe(202);
    const answer = await world.resolve(item, accept(2), again);
    expect(answer).toMatchObject({ status: 409, body: { code: 'second_person_required' } });
  },
);

test.each([
  ['soft hyphen', 'an\u00adna'],
  ['zero width space', utf8('anna\u200b')],
  ['right to left', utf8('\u202eanna')],
  ['next line', 'anna\u0085'],
  ['filler', utf8('anna\u3164')],
])('C-11 an id of a person with characters that nobody sees is refused: %s', async (_name, user) => {
  expect(await world.resolve(item, accept(1), user)).toMatchObject({
    status: 422,
    body: { code: 'invalid_request', errors: [{ path: 'Kontosync-User' }] },
  });
  expect(await world.actions(client)).toEqual([]);
});

test('matching 9 an id of a person is kept as it was sent, in UTF-8 too; white space alone is nobody', async () => {
  await world.resolve(item, accept(1), utf8('Åse Ødegård'));
  expect(await world.actions(client)).toMatchObject([{ user_ref: 'Åse Ødegård' }]);
  expect(await world.resolve(item, accept(2), '\u00a0')).toMatchObject({ body: { code: 'user_required' } });
});

test('matching 9 the first acceptance is shown in the item, the second by another person matches', async () => {
  expect(await world.resolve(item, accept(1), 'anna')).toMatchObject({
    status: 202,
    body: {
      match: null,
      review_item: {
        status: 'open',
        version: 2,
        first_acceptance: {
          user: 'anna',
          candidate_id: 'c1',
          allocations: [{ external_id: 'F1', amount: '100.00' }],
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        },
      },
    },
  });
  expect(await world.stateOf(row)).toEqual({ match_status: 'review', matches: 0 });
  expect(await world.residuals(client)).toMatchObject({ F1: '100.00' });
  const answer = await world.resolve(item, accept(2), 'bo');
  expect(answer).toMatchObject({
    status: 200,
    body: { match: { user: 'bo', evidence: { first_user: 'anna' } }, review_item: { status: 'resolved' } },
  });
  expect(await world.actions(client)).toMatchObject([
    { action: 'first_acceptance', user_ref: 'anna', match_id: null, candidate_id: 'c1' },
    { action: 'accept', user_ref: 'bo', match_id: matchIdOf(answer) },
  ]);
  expect((await world.events(client)).map(({ type }) => type)).toEqual([
    'review.required',
    'match.created',
    'review.resolved',
  ]);
});

test('matching 9 the same person does not count twice, by whatever way', async () => {
  await world.resolve(item, accept(1), 'anna');
  const tries = [
    world.resolve(item, accept(2), 'anna'),
    world.resolve(item, { version: 2, action: 'allocate', allocations: whole }, 'anna'),
    world.match(row, whole, 'anna'),
  ];
  for (const answer of await Promise.all(tries))
    expect(answer).toMatchObject({ status: 409, body: { code: 'second_person_required' } });
  expect(await world.stateOf(row)).toEqual({ match_status: 'review', matches: 0 });
});

test('matching 9 who accepts something else begins anew', async () => {
  await world.resolve(item, accept(1, 'c1'), 'anna');
  expect(await world.resolve(item, accept(2, 'c2'), 'bo')).toMatchObject({
    status: 202,
    body: { review_item: { version: 3, first_acceptance: { user: 'bo', candidate_id: 'c2' } } },
  });
  expect(await world.resolve(item, accept(3, 'c2'), 'anna')).toMatchObject({ status: 200 });
});

test('matching 9 by hand too, also where the row was not in the queue', async () => {
  const bare = await world.row(client);
  expect(await world.match(bare, whole, 'anna')).toMatchObject({
    status: 202,
    body: {
      review_item: { kind: 'no_candidate', reason: 'second_person_required', first_acceptance: { user: 'anna' } },
    },
  });
  expect(await world.match(bare, whole, 'bo')).toMatchObject({ status: 201, body: { match: { user: 'bo' } } });
});

test('matching 9 at the limit, and for no invoice, one person is enough', async () => {
  const small = await world.row(client, { amount_minor: '9999' });
  expect((await world.match(small, [{ external_id: 'F1', amount: '99.99' }], null)).status).toBe(201);
  expect((await world.resolve(item, { version: 1, action: 'no_match' }, null)).status).toBe(200);
});

test('matching 9 the second acceptance finds the invoice taken meanwhile: 409', async () => {
  await world.resolve(item, accept(1), 'anna');
  const other = await world.row(client, { amount_minor: '9999' });
  await world.match(other, [{ external_id: 'F1', amount: '99.99' }], 'eva');
  expect(await world.resolve(item, accept(2), 'bo')).toMatchObject({
    status: 409,
    body: { code: 'already_allocated', matches: [{ transaction_id: other }] },
  });
});
