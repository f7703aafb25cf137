import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLearningLoader } from '../../../src/activities/matching/loadLearning.ts';
import { listLog } from '../../../src/db/sql/matching/learning/listLog.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { replayLog } from '../../../src/domain/matching/learning/replayLog.ts';
import { toLearningActions } from '../../../src/domain/matching/learning/toLearningActions.ts';
import { shippedModel } from '../../../src/domain/matching/shipped/shippedModel.ts';
import { matchIdOf, type ReviewClient } from '../api/reviewWorld.ts';
import { arrangeCompany, arrangePaidByKid, arrangePayment } from './learningCompany.ts';
import { inDays, type LearningWorld, openLearningWorld } from './learningWorld.ts';

let world: LearningWorld;
let client: ReviewClient;
beforeAll(async () => {
  world = await openLearningWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await arrangeCompany(world);
});

const asWorker = <T>(of: ReviewClient, work: Parameters<typeof withClient<T>>[2]): Promise<T> =>
  withClient(world.database.orm.em, { clientId: of.clientId, role: 'kontosync_worker' }, work);

/** One of everything that people and the matcher do. */
async function everybodyWorks(): Promise<void> {
  const rows = [
    await arrangePayment(world, client, '107100'),
    await arrangePayment(world, client, '236000'),
    await arrangePayment(world, client, '314500'),
    await arrangePayment(world, client, '441000'),
    await world.row(client, { amount_minor: '7700', counterparty_name: 'Gebyr' }),
  ];
  const auto = await arrangePaidByKid(world, client, '2345676');
  await world.matchAll(client, 0);
  await world.answer(client, rows[0] ?? '', 'accept', 'K1-1');
  await world.match(rows[1] ?? '', [{ external_id: 'K1-2', amount: '2000.00' }]);
  await world.answer(client, rows[2] ?? '', 'reject', 'K1-3');
  await world.as('anna', 'POST', '/api/v1/matches/import', {
    client_id: client.clientId,
    confirmed: [{ transaction_id: rows[3], allocations: [{ external_id: 'K1-4', amount: '4410.00' }] }],
  });
  await world.match(rows[4] ?? '', []);
  const match = await world.matchOf(auto);
  await world.confirm(match);
  await world.undo(match);
}

describe('matching 12, property 9: the log alone decides what was learnt', () => {
  test('replayed by another process it gives the same weights, each of its entries in them', async () => {
    await everybodyWorks();
    const weights = await world.weights(client, 60);
    expect(await world.weights(client, 60)).toEqual(weights);
    // The confirmation was taken back, so that it is none.
    expect(weights.version).toBe(`7@${inDays(60)}`);
    expect(weights.kinds).toMatchObject({ single: expect.any(Number), over: expect.any(Number) });
    expect(weights.payers.never_seen.in.withoutInvoice).toBeGreaterThan(0);
    expect(weights.payers.only_matched.in.withInvoice).toBeGreaterThan(0);
    expect(weights.lagsDays['K1']).toHaveLength(3);
    expect(weights.aliases).toMatchObject([
      { kind: 'account', partyId: 'K1', confirmations: 3, rejections: 1 },
      { kind: 'name', partyId: 'K1', confirmations: 3, rejections: 1 },
    ]);
    expect(weights.vetoes).toHaveLength(2);
  });

  test('the order in which the database gives entries of one moment does not matter to it', async () => {
    await everybodyWorks();
    const log = await asWorker(client, (em) => listLog(em, client.clientId, inDays(60)));
    const weights = replayLog(toLearningActions(log), inDays(60));
    await world.database.admin('vacuum full match_actions');
    expect(await world.weights(client, 60)).toEqual(weights);
  });

  test('matches and review items keep the version that decided', async () => {
    await world.match(await world.row(client, { amount_minor: '7700' }), []);
    const auto = await arrangePaidByKid(world, client, '1234566');
    const doubtful = await world.row(client, { amount_minor: '19000' });
    const version = `${shippedModel.version}+${(await world.weights(client, 1)).version}`;
    await world.matchAll(client, 1);
    expect(
      await world.database.admin(
        `select m.evidence ->> 'model_version' as version from matches m where m.id = $1
         union all select model_version from review_items where transaction_id = $2`,
        [await world.matchOf(auto), doubtful],
      ),
    ).toEqual([{ version }, { version }]);
  });
});

const load = (loader: ReturnType<typeof createLearningLoader>, of: ReviewClient, days: number) =>
  asWorker(of, (em) => loader(em, of.clientId, inDays(days)));

describe('matching 10: a log is replayed once for the same entries and day', () => {
  test('nobody has decided anything: the shipped weights, whatever the matcher posted', async () => {
    await arrangePaidByKid(world, client, '2345676');
    await world.matchAll(client, 0);
    const learning = await load(createLearningLoader(), client, 60);
    expect(learning.model.source).toBe(shippedModel);
  });

  test('kept until the next day, or until somebody refuses something', async () => {
    await everybodyWorks();
    const loader = createLearningLoader();
    const first = await load(loader, client, 1);
    expect(await load(loader, client, 1)).toBe(first);
    expect(await load(loader, client, 2)).not.toBe(first);
    const today = await load(loader, client, 0);
    const decided = matchIdOf(await world.match(await world.row(client, { amount_minor: '7700' }), []));
    expect(await load(loader, client, 0)).toBe(today);
    await world.undo(decided);
    expect(await load(loader, client, 0)).not.toBe(today);
  });

  test('C-5 never of another client: not from the database, not from what is kept', async () => {
    await everybodyWorks();
    const other = await arrangeCompany(world);
    const third = await arrangePayment(world, other, '314500');
    await world.matchAll(client, 1);
    await world.matchAll(other, 1);
    expect(await world.outcomeOf(third)).toBe('review');
    const loader = createLearningLoader();
    await load(loader, client, 1);
    expect((await load(loader, other, 1)).model.source).toBe(shippedModel);
    // In the scope of the other, asked for by the first one's id: the policies give nothing.
    expect(await asWorker(other, (em) => listLog(em, client.clientId, inDays(1)))).toEqual([]);
  });
});
