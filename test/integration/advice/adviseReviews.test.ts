import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { until } from '../../e2e/until.ts';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from '../api/reviewWorld.ts';
import { type AdviceWorld, openAdviceWorld } from './adviceWorld.ts';
import { agreeing, failing, send, turned } from './modelServer.ts';

let world: ReviewWorld;
let advice: AdviceWorld;
let client: ReviewClient;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  advice = await openAdviceWorld(world.database);
  client = await world.client();
});
afterEach(() => advice.close());

/** A row in review: F1 or F2, which are alike but for their due dates. */
async function choice(owner = client, ids = ['F1', 'F2'], columns = {}): Promise<string> {
  const [first = '', second = ''] = ids;
  await world.invoices(owner, [first, second]);
  return world.item(owner, await world.row(owner, columns), [
    { id: 'c1', allocations: { [first]: '10000' } },
    { id: 'c2', allocations: { [second]: '10000' } },
  ]);
}
const listShape = z.object({ items: z.array(z.looseObject({ id: z.string() })) });
const shown = async (itemId: string): Promise<unknown> => {
  const { body } = await world.as(null, 'GET', `/api/v1/review-items?client_id=${client.clientId}`);
  return listShape.parse(body).items.find(({ id }) => id === itemId);
};
const accept = (version: number) => ({ version, action: 'accept', candidate_id: 'c1' });

const several = async (count: number): Promise<readonly string[]> => {
  const items: string[] = [];
  for (let index = 0; index < count; index += 1)
    // The booking date makes each a content of its own.
    items.push(await choice(client, [`A${index}`, `B${index}`], { booking_date: `2026-01-${10 + index}` }));
  return items;
};

describe('advice', () => {
  test('matching 11 another order is shown, as the next version: an older screen is told', async () => {
    const item = await choice();
    const before = await advice.stored(item);
    advice.model.answer(turned());
    expect(await advice.chunk(client.clientId)).toEqual({
      looked: 1,
      advised: 1,
      nextAfterItemId: null,
      isBusy: false,
    });
    expect(await shown(item)).toMatchObject({
      version: 2,
      candidates: [{ id: 'c2' }, { id: 'c1' }],
      advice: 'The last one is due.',
    });
    // What is logged and learnt from stays the matcher's.
    expect((await advice.stored(item)).candidates).toEqual(before.candidates);
    expect(await world.events(client)).toEqual([
      { type: 'review.required', data: { ids: { review_items: [item] }, counts: { review_items: 1 } } },
    ]);
    expect(await world.resolve(item, accept(1))).toMatchObject({
      status: 409,
      body: {
        code: 'changed_meanwhile',
        review_item: { version: 2, candidates: [{ id: 'c2' }, { id: 'c1' }], advice: 'The last one is due.' },
      },
    });
    expect(await world.resolve(item, accept(2))).toMatchObject({
      status: 200,
      body: { match: { allocations: [{ external_id: 'F1' }] }, review_item: { advice: null } },
    });
    const [logged] = await world.database.admin('select shown from match_actions where client_id = $1', [
      client.clientId,
    ]);
    expect(logged).toEqual({ shown: before.candidates });
  });

  test('matching 11 a sentence alone leaves the version: who looks at the item may decide', async () => {
    const item = await choice();
    advice.model.answer(agreeing());
    await advice.advise(client.clientId);
    expect(await shown(item)).toMatchObject({
      version: 1,
      candidates: [{ id: 'c1' }, { id: 'c2' }],
      advice: 'The first one fits.',
    });
    expect(await world.events(client)).toEqual([]);
    expect(await world.resolve(item, accept(1))).toMatchObject({ status: 200 });
  });

  test('matching 11 nothing of a person, an account or an invoice leaves', async () => {
    await world.invoices(client, ['CANARY-F1', 'CANARY-F2'], {
      kid: '2345676',
      party: { id: 'CANARY-P', name: 'CANARY Nordmann', account: '12345678903' },
    });
    const row = await world.row(client, {
      amount_minor: '7654321',
      counterparty_name: 'CANARY Payer',
      counterparty_account: '12345678903',
      text: 'CANARY text 2345676',
    });
    await world.item(client, row, [
      { id: 'CANARY-1', kind: 'CANARY', allocations: { 'CANARY-F1': '10000' } },
      { id: 'CANARY-2', allocations: { 'CANARY-F2': '10000' } },
    ]);
    advice.model.answer(turned());
    await advice.advise(client.clientId);
    expect(advice.model.asked).toHaveLength(1);
    const [{ body, headers } = { body: '', headers: {} }] = advice.model.asked;
    expect(JSON.parse(body)).toMatchObject({
      candidates: [{ kind: 'other', amount: 'over', reasons: [{ group: 'REF', level: 'kid_equal', bits: 16.6 }] }, {}],
    });
    const sent = body + JSON.stringify({ ...headers, authorization: '' });
    for (const word of [
      'CANARY',
      'Nordmann',
      '2345676',
      '12345678903',
      '7654321',
      '76543',
      '2026',
      client.clientId,
      row,
    ])
      expect(sent).not.toContain(word);
    expect(advice.log.join('')).not.toContain('anary');
  });

  test('matching 11 what the matcher proposes anew has no advice until it is asked about', async () => {
    const item = await choice();
    advice.model.answer(turned());
    await advice.advise(client.clientId);
    await world.database.admin(
      `update review_items set version = version + 1, candidates = jsonb_set(candidates, '{0,probability}', '0.5')
       where id = $1`,
      [item],
    );
    expect(await shown(item)).toMatchObject({ version: 3, candidates: [{ id: 'c1' }, { id: 'c2' }], advice: null });
    await advice.advise(client.clientId);
    expect(await shown(item)).toMatchObject({ version: 4, candidates: [{ id: 'c2' }, { id: 'c1' }] });
    expect(advice.model.asked).toHaveLength(2);
  });

  test('matching 11 items that are no choice of a person are not asked about', async () => {
    const one = await choice(client, ['F1', 'F2']);
    await world.database.admin('update review_items set first_acceptance = $2 where id = $1', [one, '{}']);
    const resolved = await choice(client, ['F3', 'F4']);
    await world.database.admin(`update review_items set status = 'resolved' where id = $1`, [resolved]);
    const task = await choice(client, ['F5', 'F6']);
    await world.database.admin(
      `update bank_transactions set match_status = 'unmatched'
       where id = (select transaction_id from review_items where id = $1)`,
      [task],
    );
    await world.invoices(client, ['F7']);
    await world.item(client, await world.row(client), [{ id: 'c1', allocations: { F7: '10000' } }]);
    await world.item(client, await world.row(client), []);
    advice.model.answer(turned());
    expect(await advice.chunk(client.clientId)).toMatchObject({ looked: 0 });
    expect(advice.model.asked).toEqual([]);
  });

  test('matching 11 an item that changes while the advisor is asked is left as it is', async () => {
    const item = await choice();
    let change: Promise<unknown> = Promise.resolve();
    advice.model.answer((count, response) => {
      change = world.database
        .admin('update review_items set version = version + 1 where id = $1', [item])
        .then(() => turned()(count, response));
    });
    await advice.advise(client.clientId);
    await change;
    expect(await advice.stored(item)).toMatchObject({ version: 2, advice: null });
  });
});

describe('asking', () => {
  test('matching 11 the same content is never asked about twice, nor shared with another client', async () => {
    const items = [await choice(client, ['F1', 'F2']), await choice(client, ['F3', 'F4'])];
    advice.model.answer(turned());
    await advice.advise(client.clientId);
    items.push(await choice(client, ['F5', 'F6']));
    await advice.advise(client.clientId);
    await advice.advise(client.clientId);
    expect(advice.model.asked).toHaveLength(1);
    for (const item of items) expect(await shown(item)).toMatchObject({ version: 2, advice: 'The last one is due.' });
    const other = await world.client();
    await choice(other);
    await advice.advise(other.clientId);
    expect(advice.model.asked).toHaveLength(2);
    expect(advice.model.asked[1]?.body).toBe(advice.model.asked[0]?.body);
  });

  test('matching 11 items beyond a chunk are of the next, in the order of their ids', async () => {
    const items = await several(12);
    advice.model.answer(turned());
    const first = await advice.chunk(client.clientId);
    expect(first).toEqual({ looked: 10, advised: 10, nextAfterItemId: items[9], isBusy: false });
    expect(await advice.chunk(client.clientId, items[9])).toMatchObject({ looked: 2, nextAfterItemId: null });
  });

  test.each([
    ['500', failing],
    ['another shape', (_count: number, response: Parameters<typeof failing>[1]) => send(response, { order: ['9'] })],
  ])('matching 11 %s: the order stays, and the item rests for an hour', async (_what, model) => {
    const item = await choice();
    const before = await advice.stored(item);
    advice.model.answer(model);
    expect(await advice.chunk(client.clientId)).toMatchObject({ looked: 1, advised: 0 });
    expect(await advice.stored(item)).toEqual({ ...before, advice: expect.objectContaining({ places: null }) });
    expect(await shown(item)).toMatchObject({ version: 1, candidates: [{ id: 'c1' }, { id: 'c2' }], advice: null });
    await advice.advise(client.clientId);
    expect(advice.model.asked).toHaveLength(1);
    advice.model.answer(turned());
    const anHourAgo = new Date(Date.now() - 3_601_000).toISOString();
    await world.database.admin(
      `update review_items set advice = jsonb_set(advice, '{at}', to_jsonb($2::text))
                                where id = $1`,
      [item, anHourAgo],
    );
    await advice.advise(client.clientId);
    expect(await shown(item)).toMatchObject({ version: 2, advice: 'The last one is due.' });
  });

  test('matching 11 after five failures in a row nobody is asked for five minutes', async () => {
    const items = await several(7);
    advice.model.answer(failing);
    expect(await advice.chunk(client.clientId)).toEqual({
      looked: 7,
      advised: 0,
      nextAfterItemId: null,
      isBusy: false,
    });
    expect(advice.model.asked).toHaveLength(5);
    advice.model.answer(turned());
    await advice.advise(client.clientId);
    expect(advice.model.asked).toEqual([]);
    advice.clock.nowMs += 300_000;
    await advice.advise(client.clientId);
    expect(advice.model.asked).toHaveLength(2);
    for (const [index, item] of items.entries())
      expect(await shown(item)).toMatchObject({ version: index < 5 ? 1 : 2 });
  });

  test('matching 11 while it is paused, what was said already counts', async () => {
    const known = await choice(client, ['F1', 'F2']);
    advice.model.answer(turned());
    await advice.advise(client.clientId);
    await several(5);
    advice.model.answer(failing);
    await advice.advise(client.clientId);
    const same = await choice(client, ['F3', 'F4']);
    await advice.advise(client.clientId);
    for (const item of [known, same]) expect(await shown(item)).toMatchObject({ version: 2 });
    expect(advice.model.asked).toHaveLength(5);
  });

  test('matching 11 a slow advisor takes two places of a process, and no third', async () => {
    await choice();
    const answers: (() => void)[] = [];
    advice.model.answer((count, response) => void answers.push(() => turned()(count, response)));
    const other = await world.client();
    await choice(other);
    const slow = [advice.chunk(client.clientId), advice.chunk(other.clientId)];
    expect(await advice.chunk(client.clientId, null)).toMatchObject({ looked: 0, isBusy: true });
    await until('both are asked', async () => answers.length === 2);
    for (const answer of answers) answer();
    expect(await Promise.all(slow)).toMatchObject([{ advised: 1 }, { advised: 1 }]);
    expect(await advice.chunk(client.clientId)).toMatchObject({ isBusy: false });
  });
});
