import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mod10CheckDigit } from '../../../src/domain/kid.ts';
import type { ReviewClient } from '../api/reviewWorld.ts';
import { arrangeCompany, arrangePaidByKid } from './learningCompany.ts';
import { type LearningWorld, openLearningWorld } from './learningWorld.ts';

let world: LearningWorld;
let client: ReviewClient;
beforeAll(async () => {
  world = await openLearningWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await arrangeCompany(world);
});

/** The draw is the id's; a test cannot wait for one in fifty. */
const drawOnly = (transactionId: string | undefined) =>
  world.database.admin('update matches set is_audit_sample = (transaction_id = $2) where client_id = $1', [
    client.clientId,
    transactionId,
  ]);

describe('matching 8 and 9: the client’s own labels', () => {
  const kids = Array.from({ length: 14 }, (_unused, index) => {
    const base = String(400_100 + index);
    return `${base}${mod10CheckDigit(base)}`;
  });
  const byKid = (of: ReviewClient, index: number) => arrangePaidByKid(world, of, kids[index] ?? '');

  /** What a person says of the proposal for a new row of a client in shadow; the reason that the item gave. */
  async function judge(inShadow: ReviewClient, index: number, right: boolean): Promise<string> {
    const row = await byKid(inShadow, index);
    await world.matchAll(inShadow, 0);
    const { id, version, reason, candidates } = await world.itemOf(inShadow, row);
    const body = right ? { action: 'accept', candidate_id: candidates[0]?.id } : { action: 'no_match' };
    expect((await world.resolve(id, { version, ...body })).status).toBe(200);
    return reason;
  }

  test('withdraw a shipped certificate: more wrong proposals in shadow than 99.5 % allows', async () => {
    const inShadow = await arrangeCompany(world, { mode: 'shadow' });
    // One error in eleven has a chance of 5.4 % where 99.5 % are right, two in twelve one of 0.2 %.
    for (let index = 0; index < 12; index += 1) expect(await judge(inShadow, index, index < 10)).toBe('shadow');
    await world.database.admin(`update clients set matching = '{"mode":"auto"}' where client_id = $1`, [
      inShadow.clientId,
    ]);
    const [theirs, others] = [await byKid(inShadow, 12), await byKid(client, 12)];
    await world.matchAll(inShadow, 1);
    await world.matchAll(client, 1);
    expect((await world.itemOf(inShadow, theirs)).reason).toBe('not_certified');
    expect(await world.outcomeOf(others)).toBe(`matched F${kids[12]}`);
  });

  test('of what a person saw because it was doubted there is no label', async () => {
    const row = await world.row(client, { amount_minor: '107100' });
    await world.matchAll(client, 0);
    await world.database.admin(
      `update review_items set candidates = jsonb_set(candidates, '{0,withheld_because}', '"below_threshold"')
       where client_id = $1`,
      [client.clientId],
    );
    await world.answer(client, row, 'accept', 'K1-1');
    expect((await world.weights(client, 1)).experience.labels).toEqual([]);
  });

  test('a confirmation counts for a class where the match was drawn to be checked, and there alone', async () => {
    const rows = [await byKid(client, 0), await byKid(client, 1)];
    await world.matchAll(client, 0);
    await drawOnly(rows[0]);
    for (const row of rows) await world.confirm(await world.matchOf(row));
    const { experience, levels } = await world.weights(client, 1);
    expect(experience).toMatchObject({ labels: [{ evidenceClass: 'kid/full', right: true }], undone: [] });
    expect(levels.REF['kid_equal']).toMatchObject({ seen: 2 });
  });

  test('confirmed, and undone after all: an error, and no label beside it', async () => {
    const row = await byKid(client, 0);
    await world.matchAll(client, 0);
    await drawOnly(row);
    const match = await world.matchOf(row);
    await world.confirm(match);
    await world.undo(match);
    expect((await world.weights(client, 1)).experience).toMatchObject({
      labels: [],
      undone: [{ evidenceClass: 'kid/full' }],
    });
  });
});
