import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { arrangeMatch } from './arrange.ts';
import { itemsOf } from './openTestApi.ts';
import { matchIdOf, openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
});

let invoices = 0;
async function auto(is_audit_sample: boolean, of = client): Promise<string> {
  const row = { clientId: of.clientId, transactionId: await world.row(of) };
  return arrangeMatch(world.database, row, [[`F${(invoices += 1)}`, '10000']], {
    decided_by: 'matcher',
    evidence_class: 'kid/full',
    evidence: '{"kind":"single","log_odds":9,"model_version":"weights-1","reasons":[]}',
    is_audit_sample,
  });
}

const confirm = (matchId: string, user: string | null = 'anna') =>
  world.as(user, 'POST', `/api/v1/matches/${matchId}/confirm`);
const due = async (): Promise<readonly string[]> =>
  itemsOf(await world.matches(`client_id=${client.clientId}&audit=due`), { id: z.string() }).map(({ id }) => id);

describe('matching 9: the audit sample', () => {
  test('it is listed until a person has confirmed or undone it', async () => {
    const [first, second] = [await auto(true), await auto(true)];
    await auto(false);
    expect(await due()).toEqual([first, second].toSorted());
    expect(await confirm(first)).toMatchObject({
      status: 200,
      body: { match: { id: first, audit: true, state: 'active', confirmed_by_user: 'anna' } },
    });
    expect(await due()).toEqual([second]);
    await world.undo(second);
    expect(await due()).toEqual([]);
  });

  test('confirmed again, by whomever: the same answer, and one entry of the log', async () => {
    const match = await auto(true);
    const { body } = await confirm(match);
    expect(await confirm(match, 'bo')).toMatchObject({ status: 200, body });
    const [entry, ...others] = await world.actions(client);
    expect(entry).toMatchObject({ action: 'confirm', match_id: match, user_ref: 'anna', model_version: 'weights-1' });
    expect(others).toEqual([]);
  });

  test('at the same time: one entry of the log', async () => {
    const match = await auto(false);
    const answers = await Promise.all(['anna', 'bo', 'eva'].map((user) => confirm(match, user)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await world.actions(client)).toHaveLength(1);
  });

  test('undone meanwhile: 409, and nothing is logged', async () => {
    const match = await auto(true);
    await world.undo(match);
    expect(await confirm(match)).toMatchObject({ status: 409, body: { code: 'match_undone' } });
    expect((await world.actions(client)).map(({ action }) => action)).toEqual(['undo']);
  });

  test('a person’s own match has nothing to confirm: it stays as it is', async () => {
    await world.invoices(client, ['H1']);
    const match = matchIdOf(await world.match(await world.row(client), [{ external_id: 'H1', amount: '100.00' }]));
    expect(await confirm(match, 'bo')).toMatchObject({
      status: 200,
      body: { match: { audit: false, confirmed_at: null, confirmed_by_user: null } },
    });
    expect((await world.actions(client)).map(({ action }) => action)).toEqual(['allocate']);
  });

  test('C-5 of another client: 404, and nothing is written', async () => {
    const match = await auto(true);
    const other = await world.client();
    const key = await world.keyFor([other.clientId]);
    expect((await world.call('POST', `/api/v1/matches/${match}/confirm`, { key })).status).toBe(404);
    expect(await due()).toEqual([match]);
  });
});
