import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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

const whole = [{ external_id: 'F1', amount: '100.00' }];
const undone = async () => (await world.events(client)).filter(({ type }) => type === 'match.undone');

describe('allocating by hand', () => {
  beforeEach(() => world.invoices(client, ['F1', 'F2']));

  test('contract 3.2 a row that nobody proposed anything for', async () => {
    const row = await world.row(client);
    const answer = await world.match(row, whole);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        match: {
          transaction_id: row,
          decided_by: 'person',
          user: 'anna',
          evidence_class: 'person',
          allocations: [{ external_id: 'F1', amount: '100.00' }],
        },
      },
    });
    expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
    expect(await world.actions(client)).toMatchObject([{ action: 'allocate', review_item_id: null, shown: 0 }]);
    expect(await world.events(client)).toMatchObject([{ type: 'match.created' }]);
  });

  test('contract 3.2 a row in the queue: its item ends with it', async () => {
    const row = await world.row(client);
    const item = await world.item(client, row, [{ id: 'c1', allocations: { F1: '10000' } }]);
    await world.match(row, whole);
    const [stored] = await world.database.admin('select status, resolution from review_items where id = $1', [item]);
    expect(stored).toMatchObject({ status: 'resolved', resolution: { action: 'allocate', user: 'anna' } });
    expect(await world.actions(client)).toMatchObject([{ review_item_id: item, candidate_id: 'c1', shown: 1 }]);
  });

  test('contract 3.2 an empty list: it belongs to no invoice', async () => {
    const row = await world.row(client);
    expect(await world.match(row, [])).toMatchObject({
      status: 201,
      body: { match: { allocations: [], posting_status: 'none' } },
    });
    expect(await world.actions(client)).toMatchObject([{ action: 'no_match' }]);
  });

  test('contract 4 what others have: 409 that names them', async () => {
    const first = await world.row(client);
    const matchId = matchIdOf(await world.match(first, [{ external_id: 'F1', amount: '40.00' }]));
    const second = await world.row(client);
    expect(await world.match(second, whole)).toMatchObject({
      status: 409,
      body: {
        code: 'already_allocated',
        matches: [
          { id: matchId, transaction_id: first, user: 'anna', allocations: [{ external_id: 'F1', amount: '40.00' }] },
        ],
      },
    });
    expect(await world.stateOf(second)).toEqual({ match_status: 'unmatched', matches: 0 });
    expect((await world.match(second, [{ external_id: 'F1', amount: '60.00' }])).status).toBe(201);
    expect(await world.residuals(client)).toMatchObject({ F1: '0.00' });
  });

  test('contract 3.2 a matched row: 409 that names its match', async () => {
    const row = await world.row(client);
    const matchId = matchIdOf(await world.match(row, whole));
    for (const allocations of [whole, []])
      expect(await world.match(row, allocations)).toMatchObject({
        status: 409,
        body: { code: 'already_allocated', matches: [{ id: matchId }] },
      });
  });

  test('contract 4 a closed invoice that nobody has a part of: 409 invoice_closed', async () => {
    await world.invoices(client, ['F1'], { status: 'closed', open_amount: '0' });
    expect(await world.match(await world.row(client), whole)).toMatchObject({
      status: 409,
      body: { code: 'invoice_closed', errors: [{ path: 'allocations.0' }] },
    });
  });

  const states: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['withdrawn', { status: 'withdrawn' }, 'transaction_not_booked'],
    ['replaced', { status: 'replaced' }, 'transaction_not_booked'],
    ['ignored', { match_status: 'ignored', ignored_because: 'person' }, 'transaction_ignored'],
  ];
  test.each(states)('matching 1 a row that is %s: 409', async (_name, columns, code) => {
    expect(await world.match(await world.row(client, columns), whole)).toMatchObject({ status: 409, body: { code } });
  });

  const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly unknown[], string])[] = [
    ['more than is open of it', {}, [{ external_id: 'F1', amount: '100.01' }], 'allocations'],
    ['more than was paid', { amount_minor: '9999' }, whole, 'allocations'],
    ['money out on a receivable', { amount_minor: '-10000' }, whole, 'allocations.0'],
    ['another currency', { currency: 'EUR' }, whole, 'allocations.0'],
    ['one invoice twice', {}, [...whole, ...whole], 'allocations.1'],
    ['nothing of it', {}, [{ external_id: 'F1', amount: '0.00' }], 'allocations.0.amount'],
    ['too many decimals', {}, [{ external_id: 'F1', amount: '1.001' }], 'allocations.0.amount'],
    ['nobody’s invoice', {}, [{ external_id: 'F9', amount: '1.00' }], 'allocations.0'],
  ];
  test.each(wrong)('C-11 %s: 422 with its path', async (_name, columns, allocations, path) => {
    const row = await world.row(client, columns);
    expect(await world.match(row, allocations)).toMatchObject({
      status: 422,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
    expect(await world.actions(client)).toEqual([]);
  });

  test('matching 5 within the write-off limit a little more than was paid is allocated', async () => {
    const lenient = await world.client({ write_off_limit: '5.00' });
    await world.invoices(lenient, ['F1']);
    const [short, shorter] = [
      await world.row(lenient, { amount_minor: '9500' }),
      await world.row(lenient, { amount_minor: '9499' }),
    ];
    expect((await world.match(shorter, whole)).status).toBe(422);
    expect(await world.match(short, whole)).toMatchObject({
      status: 201,
      body: { match: { evidence: { difference_minor: '-500' } } },
    });
  });

  test("C-4 another client's row, and one that nobody has: the same 404", async () => {
    const row = await world.row(client);
    const stranger = await world.keyFor([(await world.client()).clientId]);
    for (const transaction_id of [row, randomUUID()]) {
      const body = { transaction_id, allocations: [] };
      const answer = await world.call('POST', '/api/v1/matches', { key: stranger, body });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect(await world.stateOf(row)).toEqual({ match_status: 'unmatched', matches: 0 });
  });
});

describe('undoing', () => {
  let row: string;
  let matchId: string;
  beforeEach(async () => {
    await world.invoices(client, ['F1']);
    row = await world.row(client);
    matchId = matchIdOf(await world.match(row, whole));
  });

  test('contract 3.2 the row waits again, the invoice is open again, once however often', async () => {
    const first = await world.undo(matchId, 'bo');
    expect(first).toMatchObject({
      status: 200,
      body: {
        was_posted: false,
        match: { id: matchId, state: 'undone', user: 'anna', undone_by_user: 'bo', undone_at: expect.any(String) },
      },
    });
    expect((await world.undo(matchId, 'eva')).body).toEqual(first.body);
    expect(await world.stateOf(row)).toEqual({ match_status: 'unmatched', matches: 0 });
    expect(await world.residuals(client)).toEqual({ F1: '100.00' });
    expect(await undone()).toEqual([
      { type: 'match.undone', data: { ids: { matches: [matchId] }, counts: { matches: 1 }, was_posted: false } },
    ]);
    expect(await world.actions(client)).toMatchObject([{ action: 'allocate' }, { action: 'undo', match_id: matchId }]);
    expect(world.engine.matchings.at(-1)).toBe(client.clientId);
    expect((await world.match(row, [])).status).toBe(201);
  });

  test('matching 10 undoing what a person decided is no veto, undoing what the matcher did is one', async () => {
    const vetoes = () =>
      world.database.admin('select transaction_id from match_vetoes where client_id = $1', [client.clientId]);
    await world.undo(matchId);
    expect(await vetoes()).toEqual([]);
    const second = matchIdOf(await world.match(row, whole));
    await world.database.admin(`update matches set decided_by = 'matcher' where id = $1`, [second]);
    await world.undo(second);
    expect(await vetoes()).toEqual([{ transaction_id: row }]);
  });

  test('contract 4 a posted one: the ERP is told to take it out, and its figure counts until then', async () => {
    const posted = { open_amount: '0', status: 'closed', applied_match_ids: [matchId] };
    await world.invoices(client, ['F1'], posted);
    expect((await world.undo(matchId)).body).toMatchObject({ was_posted: true, match: { posting_status: 'posted' } });
    expect(await undone()).toMatchObject([{ data: { was_posted: true } }]);
    expect(await world.match(row, whole)).toMatchObject({ status: 409, body: { code: 'invoice_closed' } });
    await world.invoices(client, ['F1'], { open_amount: '100.00' });
    expect((await world.match(row, whole)).status).toBe(201);
  });

  test('ledger 6 a match of a row that the bank withdrew since', async () => {
    await world.database.admin(`update bank_transactions set status = 'withdrawn' where id = $1`, [row]);
    expect((await world.undo(matchId)).status).toBe(200);
    expect(await world.match(row, whole)).toMatchObject({ status: 409, body: { code: 'transaction_not_booked' } });
  });

  test('F4 without the engine: 503, and the repetition rings', async () => {
    world.engine.reachable = false;
    expect((await world.undo(matchId)).status).toBe(503);
    world.engine.reachable = true;
    const rung = world.engine.matchings.length;
    expect((await world.undo(matchId)).status).toBe(200);
    expect(world.engine.matchings).toHaveLength(rung + 1);
    expect(await undone()).toHaveLength(1);
  });

  test("C-4 another client's match, and one that nobody has: the same 404", async () => {
    const stranger = await world.keyFor([(await world.client()).clientId]);
    for (const id of [matchId, randomUUID()]) {
      const answer = await world.call('POST', `/api/v1/matches/${id}/undo`, { key: stranger });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
  });
});

test('C-19 the log of actions takes no correction; it goes with its client only', async () => {
  await world.invoices(client, ['F1']);
  await world.match(await world.row(client), whole);
  const roles = await world.database.admin(
    `select r.rolname from pg_roles r where r.rolname like 'kontosync\\_%' and r.rolname <> 'kontosync_owner'
       and (has_any_column_privilege(r.rolname, 'match_actions', 'update')
            or r.rolname <> 'kontosync_eraser' and has_table_privilege(r.rolname, 'match_actions', 'delete'))`,
  );
  expect(roles).toEqual([]);
});
