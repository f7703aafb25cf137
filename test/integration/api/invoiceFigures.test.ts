import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { counts, type Item, invoice } from '../matching/invoiceApi.ts';
import { matchIdOf, openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.client();
  await world.invoices(client, ['F1']);
});

const ofF1 = (amount: string) => [{ external_id: 'F1', amount }];
/** 40.00 of F1, matched here. */
async function pay(): Promise<{ readonly row: string; readonly matchId: string }> {
  const row = await world.row(client, { amount_minor: '4000' });
  return { row, matchId: matchIdOf(await world.match(row, ofF1('40.00'))) };
}
const importSame = async (row: string) =>
  world.as('anna', 'POST', '/api/v1/matches/import', {
    client_id: client.clientId,
    confirmed: [{ transaction_id: row, allocations: ofF1('40.00') }],
  });
const push = (open_amount: string, change: Item = {}) => world.invoices(client, ['F1'], { open_amount, ...change });
const left = async () => (await world.residuals(client))['F1'];
const unposted = () => world.matches(`client_id=${client.clientId}&posting_status=unposted`);

describe('contract 4 a decision that is made here and imported too counts once', () => {
  test('the import comes before the figure', async () => {
    const { row } = await pay();
    expect((await importSame(row)).body).toMatchObject({ imported: 1, errors: [] });
    // The stored figure cannot hold it yet, and the ERP does not book it again.
    expect(await left()).toBe('60.00');
    expect(await unposted()).toEqual([]);
    await push('60.00');
    expect(await left()).toBe('60.00');
  });

  test('the figure comes before the import', async () => {
    const { row } = await pay();
    await push('60.00');
    expect(await left()).toBe('20.00');
    await importSame(row);
    expect(await left()).toBe('60.00');
    expect(await unposted()).toEqual([]);
  });

  test('an ERP that names its matches need not name this one, and an older figure frees nothing', async () => {
    const { row } = await pay();
    await importSame(row);
    await push('100.00', { applied_match_ids: [], due_date: '2026-03-01' });
    expect(await left()).toBe('60.00');
    const figure = { applied_match_ids: [], due_date: '2026-03-01' };
    await push('60.00', figure);
    expect(await left()).toBe('60.00');
    const again = invoice('F1', { amount: '100.00', open_amount: '60.00', ...figure });
    expect((await world.send(client.clientId, [again])).body).toEqual(counts(0, 0, 1));
  });

  test('a second payment that was imported waits for a figure that can hold both', async () => {
    const { matchId } = await pay();
    await push('60.00', { applied_match_ids: [matchId] });
    const second = await pay();
    await importSame(second.row);
    expect(await left()).toBe('20.00');
    await push('20.00', { applied_match_ids: [matchId] });
    expect(await left()).toBe('20.00');
  });

  test('undone, it is the ERP that must take it out', async () => {
    const { row, matchId } = await pay();
    await push('60.00');
    await importSame(row);
    expect((await world.undo(matchId)).body).toMatchObject({ was_posted: true });
    expect(await left()).toBe('60.00');
  });

  test('matched anew after that, it is imported anew', async () => {
    const { row, matchId } = await pay();
    await importSame(row);
    await world.undo(matchId);
    await world.match(row, ofF1('40.00'));
    expect((await importSame(row)).body).toMatchObject({ imported: 1, unchanged: 0 });
    expect((await importSame(row)).body).toMatchObject({ imported: 0, unchanged: 1 });
    expect(await unposted()).toEqual([]);
  });
});

describe('contract 4 applied_match_ids', () => {
  test('left out, those of before hold; an empty list takes them away', async () => {
    const { matchId } = await pay();
    await push('60.00', { applied_match_ids: [matchId] });
    await push('60.00', { due_date: '2026-02-20' });
    expect(await left()).toBe('60.00');
    await push('60.00', { applied_match_ids: [] });
    expect(await left()).toBe('20.00');
  });

  test('a match that was undone before it was named is told once', async () => {
    const { matchId } = await pay();
    await world.undo(matchId);
    for (const due_date of ['2026-02-01', '2026-02-02', '2026-02-03'])
      await push('60.00', { applied_match_ids: [matchId], due_date });
    const told = (await world.events(client)).filter(({ type }) => type === 'match.undone');
    expect(told.map(({ data }) => data)).toMatchObject([
      { was_posted: false },
      { ids: { matches: [matchId] }, was_posted: true },
    ]);
  });
});

test('contract 4 a lower version changes nothing, not its party either', async () => {
  const party = { id: 'K9', name: 'Ny AS', account: '12345678903' };
  await world.invoices(client, ['V1'], { version: 2, party });
  const older = invoice('V1', { version: 1, party: { ...party, name: 'Gammel AS', account: '86011117947' } });
  const { body } = await world.send(client.clientId, [older, invoice('V2', { party: { id: 'K8', name: 'Annen AS' } })]);
  expect(body).toEqual(counts(1, 0, 1));
  const { admin } = world.database;
  expect(await admin(`select name from parties where client_id = $1 and id = 'K9'`, [client.clientId])).toEqual([
    { name: 'Ny AS' },
  ]);
  expect(
    await admin(`select value from party_keys where client_id = $1 and party_id = 'K9' and kind = 'account'`, [
      client.clientId,
    ]),
  ).toEqual([{ value: '12345678903' }]);
});

describe('matching 12 a match never mixes signs or currencies, whatever the ERP changes', () => {
  const redirections: readonly (readonly [string, Item])[] = [
    ['kind', { kind: 'payable' }],
    ['kind, of the same side', { kind: 'credit_note' }],
    ['currency', { currency: 'EUR' }],
  ];
  test.each(redirections)('%s of an invoice of which a match has a part: refused by name', async (_name, change) => {
    const { matchId } = await pay();
    const items = [
      invoice('F2'),
      invoice('F1', { amount: '100.00', open_amount: '100.00', ...change }),
      invoice('F3', { amount: 'much' }),
    ];
    const { status, body } = await world.send(client.clientId, items);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        created: 1,
        updated: 0,
        unchanged: 0,
        errors: [
          { index: 1, external_id: 'F1', code: 'already_allocated', message: expect.stringMatching(/undo/) },
          { index: 2, external_id: 'F3', code: 'invalid_request' },
        ],
      },
    });
    const stored = await world.list(`client_id=${client.clientId}`);
    expect(stored.items).toMatchObject([{ kind: 'receivable', currency: 'NOK' }, { external_id: 'F2' }]);
    await world.undo(matchId);
    const undone = await world.send(client.clientId, items.slice(1, 2));
    expect(undone.body).toEqual(counts(0, 1, 0));
  });

  test('D-1 both at the same time: one of them is refused, whichever comes second', async () => {
    for (let round = 0; round < 10; round += 1) {
      client = await world.client();
      await world.invoices(client, ['F1']);
      const row = await world.row(client, { amount_minor: '4000' });
      const turned = invoice('F1', { amount: '100.00', open_amount: '100.00', kind: 'payable' });
      const [pushed, matched] = await Promise.all([
        world.send(client.clientId, [turned]),
        world.match(row, ofF1('40.00')),
      ]);
      const isTurned = pushed.body['updated'] === 1;
      expect(matched.status).toBe(isTurned ? 422 : 201);
    }
  });

  test('an older one is not refused: it changes nothing anyhow', async () => {
    await push('100.00', { version: 5 });
    await pay();
    const older = invoice('F1', { kind: 'payable', version: 4 });
    expect((await world.send(client.clientId, [older])).body).toEqual(counts(0, 0, 1));
  });
});
