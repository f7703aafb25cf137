import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listVetoedSets } from '../../../src/db/sql/review/listVetoedSets.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { matchIdOf, openReviewWorld, type ReviewClient, type ReviewWorld } from './reviewWorld.ts';

let world: ReviewWorld;
let client: ReviewClient;
let ids: Readonly<Record<string, string>>;
let row: string;
let item: string;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

/** A row in review with two candidates: F1 whole, and F2 with F3. */
beforeEach(async () => {
  client = await world.client();
  ids = await world.invoices(client, ['F1', 'F2', 'F3']);
  row = await world.row(client);
  item = await world.item(client, row, [
    { id: 'c1', allocations: { F1: '10000' } },
    { id: 'c2', kind: 'subset', allocations: { F2: '6000', F3: '4000' } },
  ]);
});

const setOf = (...names: readonly string[]) => ({
  transactionId: row,
  invoiceIds: names.map((name) => ids[name] ?? '').toSorted(),
});
const accept = (version: number, candidate_id = 'c1') => ({ version, action: 'accept', candidate_id });

describe('deciding', () => {
  test('contract 3.2 accepted: matched, resolved, told, audited, logged to learn from', async () => {
    const answer = await world.resolve(item, accept(1));
    const matchId = matchIdOf(answer);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        review_item: {
          id: item,
          status: 'resolved',
          version: 2,
          resolution: { action: 'accept', user: 'anna', candidate_id: 'c1', match_id: matchId },
          transaction: { match_status: 'matched', matches: [{ id: matchId }] },
        },
        match: {
          transaction_id: row,
          decided_by: 'person',
          user: 'anna',
          state: 'active',
          posting_status: 'unposted',
          allocations: [{ external_id: 'F1', amount: '100.00' }],
          evidence: { action: 'accept', model_version: 'weights-1', candidate: { id: 'c1' } },
        },
      },
    });
    expect(await world.residuals(client)).toMatchObject({ F1: '0.00', F2: '100.00' });
    expect(await world.events(client)).toEqual([
      { type: 'match.created', data: { ids: { matches: [matchId] }, counts: { matches: 1 } } },
      { type: 'review.resolved', data: { ids: { review_items: [item] }, counts: { review_items: 1 } } },
    ]);
    expect(await world.actions(client)).toEqual([
      {
        action: 'accept',
        user_ref: 'anna',
        transaction_id: row,
        match_id: matchId,
        review_item_id: item,
        allocations: [{ invoice_id: ids['F1'], amount_minor: '10000' }],
        candidate_id: 'c1',
        model_version: 'weights-1',
        shown: 2,
      },
    ]);
    const audit = await world.database.admin(
      `select action, subject_id, data from audit_entries where client_id = $1 and action like 'match%'`,
      [client.clientId],
    );
    expect(audit).toEqual([
      {
        action: 'match.created',
        subject_id: matchId,
        data: { action: 'accept', transaction_id: row, review_item_id: item },
      },
    ]);
    const feed = await world.database.admin('select change from transaction_changes where client_id = $1', [
      client.clientId,
    ]);
    expect(feed).toEqual([{ change: 'match_changed' }]);
    expect(world.engine.matchings.at(-1)).toBe(client.clientId);
  });

  test('contract 3.2 a candidate of several invoices takes its part of each', async () => {
    expect((await world.resolve(item, accept(1, 'c2'))).status).toBe(200);
    expect(await world.residuals(client)).toEqual({ F1: '100.00', F2: '40.00', F3: '60.00' });
  });

  test('contract 3.2 allocated otherwise, by either name of an invoice', async () => {
    const allocations = [
      { external_id: 'F3', amount: '30' },
      { invoice_id: ids['F2'], amount: '70.00' },
    ];
    const answer = await world.resolve(item, { version: 1, action: 'allocate', allocations });
    expect(answer).toMatchObject({ status: 200, body: { match: { evidence: { action: 'allocate' } } } });
    expect(await world.residuals(client)).toEqual({ F1: '100.00', F2: '30.00', F3: '70.00' });
    expect(await world.actions(client)).toMatchObject([{ action: 'allocate', candidate_id: null, shown: 2 }]);
  });

  test('matching 10 an allocation by hand that was proposed is logged as that candidate', async () => {
    const allocations = [{ external_id: 'F1', amount: '100.00' }];
    await world.resolve(item, { version: 1, action: 'allocate', allocations });
    expect(await world.actions(client)).toMatchObject([{ action: 'allocate', candidate_id: 'c1' }]);
  });

  test('matching 10 no invoice: final, with nothing to post, and logged', async () => {
    const answer = await world.resolve(item, { version: 1, action: 'no_match' });
    expect(answer).toMatchObject({ status: 200, body: { match: { allocations: [], posting_status: 'none' } } });
    expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
    expect(await world.actions(client)).toMatchObject([{ action: 'no_match', allocations: [] }]);
    expect(await world.residuals(client)).toEqual({ F1: '100.00', F2: '100.00', F3: '100.00' });
  });

  test('matching 10 a rejected candidate leaves the item and is vetoed for good', async () => {
    const answer = await world.resolve(item, { version: 1, action: 'reject', candidate_id: 'c1' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        match: null,
        review_item: { status: 'open', version: 2, kind: 'candidates', candidates: [{ id: 'c2' }] },
      },
    });
    const vetoes = () =>
      world.database.admin('select transaction_id, invoice_id from match_vetoes where client_id = $1', [
        client.clientId,
      ]);
    expect(await vetoes()).toEqual([{ transaction_id: row, invoice_id: ids['F1'] }]);
    expect(await world.actions(client)).toMatchObject([{ action: 'reject', candidate_id: 'c1', shown: 2 }]);
    expect(await world.stateOf(row)).toEqual({ match_status: 'review', matches: 0 });
    expect(world.engine.matchings.at(-1)).toBe(client.clientId);
  });

  test('matching 10 of several invoices only the set is vetoed, as is one that the matcher had matched', async () => {
    const sets = () =>
      withClient(world.database.orm.em, { clientId: client.clientId, role: 'kontosync_worker' }, (em) =>
        listVetoedSets(em, client.clientId, [row]),
      );
    await world.resolve(item, { version: 1, action: 'reject', candidate_id: 'c2' });
    expect(await sets()).toEqual([setOf('F2', 'F3')]);
    const parts = ['F1', 'F2'].map((external_id) => ({ external_id, amount: '50.00' }));
    const matchId = matchIdOf(await world.resolve(item, { version: 2, action: 'allocate', allocations: parts }));
    await world.database.admin(`update matches set decided_by = 'matcher' where id = $1`, [matchId]);
    await world.undo(matchId);
    expect(new Set(await sets())).toEqual(new Set([setOf('F2', 'F3'), setOf('F1', 'F2')]));
    expect(await world.database.admin('select 1 from match_vetoes where client_id = $1', [client.clientId])).toEqual(
      [],
    );
  });

  test('matching 7 the last candidate rejected: the row stays in the queue without one', async () => {
    await world.resolve(item, { version: 1, action: 'reject', candidate_id: 'c1' });
    const answer = await world.resolve(item, { version: 2, action: 'reject', candidate_id: 'c2' });
    expect(answer).toMatchObject({
      status: 200,
      body: { review_item: { status: 'open', kind: 'no_candidate', version: 3, candidates: [] } },
    });
    expect(await world.stateOf(row)).toEqual({ match_status: 'unmatched', matches: 0 });
  });

  test('contract 3.2 what was rejected can still be allocated by hand', async () => {
    await world.resolve(item, { version: 1, action: 'reject', candidate_id: 'c1' });
    const allocations = [{ external_id: 'F1', amount: '100.00' }];
    expect((await world.resolve(item, { version: 2, action: 'allocate', allocations })).status).toBe(200);
  });

  test('contract 3.2 another version, or a resolved item: 409 with the item as it is now', async () => {
    const stale = await world.resolve(item, accept(2));
    expect(stale).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', review_item: { id: item, version: 1, status: 'open' } },
    });
    await world.resolve(item, accept(1), 'bo');
    expect(await world.resolve(item, accept(1))).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', review_item: { version: 2, status: 'resolved', resolution: { user: 'bo' } } },
    });
  });

  test('matching 5 a fee that the candidate names is accepted, with its difference', async () => {
    const short = await world.row(client, { amount_minor: '9950' });
    const fee = await world.item(client, short, [{ id: 'c1', kind: 'fee', allocations: { F1: '10000' } }]);
    const answer = await world.resolve(fee, accept(1));
    expect(answer).toMatchObject({ status: 200, body: { match: { evidence: { difference_minor: '-50' } } } });
  });

  test('matching 5 an accepted refund takes nothing of what it reverses; that match is undone by hand', async () => {
    const matchId = matchIdOf(await world.resolve(item, accept(1)));
    const back = await world.row(client, { amount_minor: '-10000' });
    const refund = await world.item(client, back, [{ id: 'c1', kind: 'refund', allocations: { F1: '10000' } }]);
    expect(await world.resolve(refund, accept(1))).toMatchObject({
      status: 200,
      body: { match: { allocations: [], posting_status: 'none', evidence: { candidate: { kind: 'refund' } } } },
    });
    expect(await world.residuals(client)).toMatchObject({ F1: '0.00' });
    await world.undo(matchId);
    expect(await world.residuals(client)).toMatchObject({ F1: '100.00' });
  });

  test('contract 4 an invoice that the ERP closed meanwhile: 409, and nothing is written', async () => {
    await world.invoices(client, ['F1'], { open_amount: '0', status: 'closed' });
    expect(await world.resolve(item, accept(1))).toMatchObject({ status: 409, body: { code: 'invoice_closed' } });
    expect(await world.stateOf(row)).toEqual({ match_status: 'review', matches: 0 });
    expect(await world.actions(client)).toEqual([]);
  });

  test('D-11 without the engine the decision stands all the same', async () => {
    world.engine.reachable = false;
    const answer = await world.resolve(item, accept(1));
    world.engine.reachable = true;
    expect(answer.status).toBe(200);
    expect(await world.stateOf(row)).toEqual({ match_status: 'matched', matches: 1 });
  });
});
