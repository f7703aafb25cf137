import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mod10CheckDigit } from '../../../src/domain/kid.ts';
import { isAuditSample } from '../../../src/domain/matching/learning/isAuditSample.ts';
import type { ReviewClient } from '../api/reviewWorld.ts';
import { invoice } from './invoiceApi.ts';
import { arrangeCompany, arrangePayment, payerAccount } from './learningCompany.ts';
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

/** Of customer K1, from an account that its first invoices were paid from too. */
const paid = (amount_minor: string) => arrangePayment(world, client, amount_minor);

describe('matching 10: aliases', () => {
  test('two confirmations on different items make the account the party’s, and the third payment is matched', async () => {
    const rows = [await paid('107100'), await paid('236000')];
    await world.matchAll(client, 0);
    for (const [index, row] of rows.entries()) await world.answer(client, row, 'accept', `K1-${index + 1}`);
    const third = await paid('314500');
    await world.matchAll(client, 1);
    expect(await world.outcomeOf(third)).toBe('matched K1-3');
  });

  test('one confirmation makes none', async () => {
    const row = await paid('107100');
    await world.matchAll(client, 0);
    await world.answer(client, row, 'accept', 'K1-1');
    const next = await paid('314500');
    await world.matchAll(client, 1);
    expect(await world.outcomeOf(next)).toBe('review');
  });
});

describe('matching 10: when a label takes effect', () => {
  test('not on its own day', async () => {
    const rows = [await paid('107100'), await paid('236000')];
    await world.matchAll(client, 0);
    for (const [index, row] of rows.entries()) await world.answer(client, row, 'accept', `K1-${index + 1}`);
    const third = await paid('314500');
    await world.matchAll(client, 0);
    expect(await world.outcomeOf(third)).toBe('review');
  });

  test("a transaction's own confirmation does not decide it: undone it is gone, and with it the alias", async () => {
    const rows = [await paid('107100'), await paid('236000')];
    await world.matchAll(client, 0);
    for (const [index, row] of rows.entries()) await world.answer(client, row, 'accept', `K1-${index + 1}`);
    expect((await world.weights(client, 1)).aliases.map(({ confirmations }) => confirmations)).toEqual([2, 2]);
    await world.undo(await world.matchOf(rows[1]));
    expect((await world.weights(client, 1)).aliases.map(({ confirmations }) => confirmations)).toEqual([1, 1]);
    await world.matchAll(client, 1);
    expect(await world.outcomeOf(rows[1] ?? '')).toBe('review');
  });
});

describe('matching 10: a rejection is for good', () => {
  test('a rejected pair never comes back', async () => {
    const row = await paid('107100');
    await world.matchAll(client, 0);
    await world.answer(client, row, 'reject', 'K1-1');
    for (const days of [0, 1, 400]) {
      await world.matchAll(client, days);
      const { candidates } = await world.itemOf(client, row);
      const named = candidates.flatMap(({ allocations }) => allocations.map(({ external_id }) => external_id));
      expect(named).not.toContain('K1-1');
    }
  });

  test('undoing an auto is one: of the pair, of the alias, and an error of its class', async () => {
    await world.invoices(client, ['F1'], { kid: '2345676', party: { id: 'K9', name: 'Viddas Bakeri AS' } });
    const row = await world.row(client, { kid: '2345676', counterparty_account: payerAccount });
    await world.matchAll(client, 0);
    expect(await world.outcomeOf(row)).toBe('matched F1');
    await world.undo(await world.matchOf(row));
    const { aliases, vetoes, experience } = await world.weights(client, 0);
    expect(aliases).toMatchObject([{ kind: 'account', partyId: 'K9', confirmations: 0, rejections: 1 }]);
    expect(vetoes).toMatchObject([{ paymentId: row }]);
    expect(experience).toMatchObject({ labels: [], undone: [{ evidenceClass: 'kid/full' }] });
    await world.matchAll(client, 1);
    expect(await world.outcomeOf(row)).not.toBe('matched F1');
  });
});

test('matching 9 what is drawn to be checked is drawn when it is decided, by the id of the match', async () => {
  const rows = Array.from({ length: 120 }, (_unused, index) => String(500_000 + index));
  await world.send(
    client.clientId,
    rows.map((number) =>
      invoice(number, { kid: `${number}${mod10CheckDigit(number)}`, party: { id: 'K9', name: 'Viddas' } }),
    ),
  );
  for (const number of rows)
    await world.row(client, { amount_minor: '125000', kid: `${number}${mod10CheckDigit(number)}` });
  await world.matchAll(client, 0);
  const matches = await world.database.admin<{ id: string; drawn: boolean }>(
    'select id, is_audit_sample as drawn from matches where client_id = $1',
    [client.clientId],
  );
  expect(matches).toHaveLength(rows.length);
  for (const { id, drawn } of matches) expect({ id, drawn }).toEqual({ id, drawn: isAuditSample(id) });
});
