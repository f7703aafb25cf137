import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { arrangeMatch, arrangeRun } from '../api/arrange.ts';
import { type Company, type MatchingWorld, openMatchingWorld } from './matchingWorld.ts';

let world: MatchingWorld;
let company: Company;
beforeAll(async () => {
  world = await openMatchingWorld();
});
afterAll(() => world.close());

const kid = '2345676';
const statusOf = async (id: string): Promise<string> => {
  const { match_status, reason } = await world.outcome(id);
  return reason === null ? match_status : `${match_status}: ${reason}`;
};
const fresh = async (): Promise<void> => {
  company = await world.company();
};
const eventsOf = async (): Promise<string[]> => {
  const rows = await world.database.admin<{ type: string }>(
    'select type from outbox_events where client_id = $1 order by type',
    [company.clientId],
  );
  return rows.map(({ type }) => type);
};

describe('invoices that come or change later', () => {
  beforeEach(fresh);

  test('item 8 an invoice that comes after its payment takes the waiting row', async () => {
    const id = await world.addRow(company, { kid });
    await world.matchRun(company);
    expect(await statusOf(id)).toBe('unmatched');
    await world.addInvoice(company, 'F1', { kid });
    expect(await world.matchAll(company)).toEqual({ matched: 1, review: 0 });
    expect(await statusOf(id)).toBe('matched');
    expect(await eventsOf()).toEqual(['match.created']);
  });

  test('matching 7 a KID that no invoice carries is a task, until one does', async () => {
    await world.addInvoice(company, 'F0', { kid: '12345678903', amount_minor: '77700' });
    const id = await world.addRow(company, { kid });
    await world.matchRun(company);
    expect(await statusOf(id)).toBe('unmatched: unknown_kid');
    const task = { kind: 'unknown_kid', status: 'open', transaction_ids: [id] };
    const tasks = (): Promise<unknown[]> =>
      world.database.admin('select kind, status, transaction_ids from tasks where client_id = $1', [company.clientId]);
    expect(await tasks()).toEqual([task]);
    await world.addInvoice(company, 'F1', { kid });
    await world.matchAll(company);
    expect(await statusOf(id)).toBe('matched');
    expect(await tasks()).toEqual([{ ...task, status: 'closed' }]);
    expect(await eventsOf()).toEqual(['match.created', 'review.resolved', 'task.created']);
  });

  test('matching 7 of what was booked before the client sent invoices nobody asks for a KID', async () => {
    await world.addInvoice(company, 'F0', { kid: '12345678903', amount_minor: '77700' });
    const id = await world.addRow(company, { kid, booking_date: '2025-12-31' });
    await world.matchRun(company);
    expect(await statusOf(id)).toBe('unmatched: no_candidate');
    expect(await eventsOf()).toEqual([]);
  });

  test('matching 7 a task that a person has closed is not opened again', async () => {
    await world.addInvoice(company, 'F0', { kid: '12345678903', amount_minor: '77700' });
    await world.addRow(company, { kid });
    await world.matchRun(company);
    await world.database.admin(
      `update tasks set status = 'closed', closed_at = now(), closed_by = 'somebody' where client_id = $1`,
      [company.clientId],
    );
    await world.matchAll(company);
    expect(await world.database.admin('select status from tasks where client_id = $1', [company.clientId])).toEqual([
      { status: 'closed' },
    ]);
  });

  test('matching 1 a row in review is matched once the invoice fits, and its item ends', async () => {
    const id = await world.addRow(company, { kid });
    const invoiceId = await world.addInvoice(company, 'F1', { kid, amount_minor: '20000' });
    await world.matchRun(company);
    expect(await statusOf(id)).toBe('review: not_certified');
    await world.database.admin('update invoices set open_amount_minor = 10000 where id = $1', [invoiceId]);
    await world.matchAll(company);
    expect(await statusOf(id)).toBe('matched');
    const items = await world.database.admin('select status from review_items where client_id = $1', [
      company.clientId,
    ]);
    expect(items).toEqual([{ status: 'resolved' }]);
  });

  test('contract 3.2 an item that says something else has a higher version, and is the same item', async () => {
    const id = await world.addRow(company, { kid });
    const invoiceId = await world.addInvoice(company, 'F1', { kid, amount_minor: '20000' });
    await world.matchRun(company);
    await world.database.admin('update invoices set open_amount_minor = 15000 where id = $1', [invoiceId]);
    await world.matchAll(company);
    expect(await statusOf(id)).toBe('review: not_allowed_for_kind');
    const items = await world.database.admin('select status, version from review_items where client_id = $1', [
      company.clientId,
    ]);
    expect(items).toEqual([{ status: 'open', version: 2 }]);
  });

  test('matching 1 a row whose references hit nothing any more waits again', async () => {
    const id = await world.addRow(company, { kid });
    const invoiceId = await world.addInvoice(company, 'F1', { kid, amount_minor: '20000' });
    await world.matchRun(company);
    await world.database.admin('update invoices set kid = null where id = $1', [invoiceId]);
    await world.matchAll(company);
    expect(await statusOf(id)).toBe('unmatched: unknown_kid');
    const trace = await world.trace(company);
    await world.matchAll(company);
    expect(await world.trace(company)).toEqual(trace);
  });

  test('matching 1 new details never reopen a match', async () => {
    const id = await world.addRow(company, { kid });
    await world.addInvoice(company, 'F1', { kid });
    await world.matchRun(company);
    const later = await arrangeRun(world.database, company);
    await world.database.admin('update bank_transactions set kid = null, last_changed_run_id = $2 where id = $1', [
      id,
      later,
    ]);
    await world.matchRun({ ...company, runId: later });
    await world.matchAll(company);
    expect(await statusOf(id)).toBe('matched');
  });

  test('D-11 a run looks at its own rows only', async () => {
    const other = await arrangeRun(world.database, company);
    const id = await world.addRow({ ...company, runId: other }, { kid });
    await world.addInvoice(company, 'F1', { kid });
    await world.matchRun(company);
    expect(await statusOf(id)).toBe('unmatched');
    await world.matchRun({ ...company, runId: other });
    expect(await statusOf(id)).toBe('matched');
  });

  test('D-1 the feed of changes names each row once, the last change last', async () => {
    const first = await world.addRow(company, { kid });
    const second = await world.addRow(company, { kid: '12345678903' });
    await world.addInvoice(company, 'F1', { kid });
    await world.addInvoice(company, 'F2', { kid: '12345678903', currency: 'EUR' });
    await world.matchRun(company);
    const changes = await world.database.admin<{ transaction_id: string; change: string }>(
      'select transaction_id, change from transaction_changes where client_id = $1 order by seq',
      [company.clientId],
    );
    expect(new Set(changes.map(({ transaction_id }) => transaction_id))).toEqual(new Set([first, second]));
    expect(changes.map(({ change }) => change)).toEqual(['match_changed', 'match_changed']);
    expect(await eventsOf()).toEqual(['match.created', 'review.required']);
  });
});

const settle = (columns: Readonly<Record<string, unknown>>): Promise<unknown> =>
  world.database.admin('update invoices set open_amount_minor = $2, applied_match_ids = $3 where client_id = $1', [
    company.clientId,
    columns['open'],
    JSON.stringify(columns['applied']),
  ]);

/** An invoice of 100.00 of which a match holds 60.00. */
const partlyPaid = async (state: 'active' | 'undone' = 'active'): Promise<string> => {
  const earlier = await world.addRow(company, { match_status: 'matched', amount_minor: '6000' });
  const matchId = await arrangeMatch(world.database, { ...company, transactionId: earlier }, [['F1', '6000']], {
    state,
  });
  await world.database.admin(
    'update invoices set kid = $2, amount_minor = 10000, open_amount_minor = 10000 where client_id = $1',
    [company.clientId, kid],
  );
  return matchId;
};

describe('contract 4 residual', () => {
  beforeEach(fresh);

  test('what a match holds is not open', async () => {
    await partlyPaid();
    const rest = await world.addRow(company, { kid, amount_minor: '4000' });
    await world.matchRun(company);
    expect(await world.outcome(rest)).toMatchObject({ match_status: 'matched', allocations: ['F1=4000'] });
  });

  test('a match that the ERP has named is in its figure already', async () => {
    const matchId = await partlyPaid();
    await settle({ open: '4000', applied: [matchId] });
    const rest = await world.addRow(company, { kid, amount_minor: '4000' });
    await world.matchRun(company);
    expect(await world.outcome(rest)).toMatchObject({ match_status: 'matched', allocations: ['F1=4000'] });
  });

  test('a figure that does not hold the match yet is less it', async () => {
    await partlyPaid();
    await settle({ open: '10000', applied: [] });
    const whole = await world.addRow(company, { kid, amount_minor: '10000' });
    await world.matchRun(company);
    expect(await statusOf(whole)).toBe('review: not_allowed_for_kind');
  });

  test('an undone match holds nothing', async () => {
    await partlyPaid('undone');
    const whole = await world.addRow(company, { kid, amount_minor: '10000' });
    await world.matchRun(company);
    expect(await statusOf(whole)).toBe('matched');
  });
});
