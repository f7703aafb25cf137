import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { arrangeRun } from '../api/arrange.ts';
import { type Company, type MatchingWorld, openMatchingWorld } from './matchingWorld.ts';

let world: MatchingWorld;
beforeAll(async () => {
  world = await openMatchingWorld();
});
afterAll(() => world.close());

const kid = '2345676';

/** Invoices of which more is allocated than is open; none may be. */
const overAllocated = ({ clientId }: Company): Promise<unknown[]> =>
  world.database.admin(
    `select i.external_id from invoices i join allocations a on a.invoice_id = i.id
     where i.client_id = $1 group by i.id having sum(a.amount_minor) > i.open_amount_minor`,
    [clientId],
  );

test('matching 12 two payments of one invoice: the earlier one is matched, the other is for a person', async () => {
  const company = await world.company();
  await world.addInvoice(company, 'F1', { kid });
  const later = await world.addRow(company, { kid, booking_date: '2026-01-20' });
  const earlier = await world.addRow(company, { kid, booking_date: '2026-01-19' });
  await world.matchRun(company);
  expect(await world.outcome(earlier)).toMatchObject({ match_status: 'matched', allocations: ['F1=10000'] });
  expect(await world.outcome(later)).toMatchObject({ match_status: 'unmatched', reason: 'possible_double_payment' });
});

test('matching 12 a payment that comes in a later run finds the invoice taken', async () => {
  const company = await world.company();
  await world.addInvoice(company, 'F1', { kid });
  await world.addRow(company, { kid, booking_date: '2026-01-20' });
  await world.matchRun(company);
  const second = await world.addRow(company, { kid, booking_date: '2026-01-10' });
  await world.matchRun(company);
  expect(await world.outcome(second)).toMatchObject({ match_status: 'unmatched', reason: 'possible_double_payment' });
  expect(await overAllocated(company)).toEqual([]);
});

test('matching 12 a second run changes nothing, also where a later payment took what an earlier one cites', async () => {
  const company = await world.company();
  await world.addInvoice(company, 'F1', { number: '10023' });
  await world.addInvoice(company, 'F2', { number: '10024' });
  const both = await world.addRow(company, { text: '10023 10024', booking_date: '2026-01-10' });
  const one = await world.addRow(company, { text: '10023', booking_date: '2026-01-11' });
  await world.matchRun(company);
  expect(await world.outcome(one)).toMatchObject({ match_status: 'matched', allocations: ['F1=10000'] });
  expect(await world.outcome(both)).toMatchObject({ match_status: 'matched', allocations: ['F2=10000'] });
  const trace = await world.trace(company);
  await world.matchRun(company);
  await world.matchAll(company);
  expect(await world.trace(company)).toEqual(trace);
});

test('D-11 a proposal of an earlier run is decided again when its invoice is taken', async () => {
  const company = await world.company();
  await world.addInvoice(company, 'F1', { number: '10023' });
  await world.addInvoice(company, 'F2', { number: '10024' });
  const both = await world.addRow(company, { text: '10023 10024' });
  const wrong = await world.addRow(company, { text: '10023', amount_minor: '9000' });
  await world.matchRun(company);
  expect(await world.outcome(both)).toMatchObject({ reason: 'below_threshold' });
  expect(await world.outcome(wrong)).toMatchObject({ reason: 'not_allowed_for_kind' });
  const runId = await arrangeRun(world.database, company);
  await world.addRow({ ...company, runId }, { text: '10023' });
  await world.matchRun({ ...company, runId });
  expect(await world.outcome(both)).toMatchObject({ match_status: 'matched', allocations: ['F2=10000'] });
  expect(await world.outcome(wrong)).toMatchObject({ match_status: 'unmatched', reason: 'no_candidate' });
  const trace = await world.trace(company);
  await world.matchAll(company);
  expect(await world.trace(company)).toEqual(trace);
});

test('matching 12 matchers at the same time never allocate more than is open, and match each row once', async () => {
  const company = await world.company();
  const invoices = 40;
  for (let number = 0; number < invoices; number += 1)
    await world.addInvoice(company, `F${number}`, { number: `N${10_000 + number}` });
  const { clientId, accountId, runId } = company;
  // Three payments for each invoice, on three days, of which one can be right.
  await world.database.admin(
    `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot, text,
                                    content_sha256, first_run_id, last_changed_run_id)
     select gen_random_uuid(), $1, $2, '2026-01-15'::date + n / 41, 10000, 'NOK', 900000 + n, 'Faktura N' || (10000 + n % 40), '\\x00', $3, $3
     from generate_series(1, 120) n`,
    [clientId, accountId, runId],
  );
  await Promise.all([
    world.matchAll(company),
    world.matchRun(company),
    world.matchAll(company),
    world.matchRun(company),
  ]);
  expect(await overAllocated(company)).toEqual([]);
  const counts = await world.database.admin(
    `select match_status, count(*)::int as rows from bank_transactions where client_id = $1 group by 1 order by 1`,
    [clientId],
  );
  expect(counts).toEqual([
    { match_status: 'matched', rows: invoices },
    { match_status: 'unmatched', rows: 2 * invoices }, // paid twice: a task each
  ]);
  const [effects] = await world.database.admin(
    `select (select count(*)::int from matches where client_id = $1 and state = 'active') as matches,
            (select count(*)::int from review_items where client_id = $1 and status = 'open') as items,
            (select count(*)::int from transaction_changes where client_id = $1) as changes`,
    [clientId],
  );
  expect(effects).toEqual({ matches: invoices, items: 2 * invoices, changes: 3 * invoices });
});

test('design 3 more rows than a chunk: each is looked at once, by booking date, then id', async () => {
  const company = await world.company();
  const { clientId, accountId, runId } = company;
  const rows = 2_500;
  await world.database.admin(
    `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot, text,
                                    content_sha256, first_run_id, last_changed_run_id)
     select gen_random_uuid(), $1, $2, '2026-01-15', 10000, 'NOK', 700000 + n, 'Faktura M' || (10000 + n), '\\x00', $3, $3
     from generate_series(1, ${rows}) n`,
    [clientId, accountId, runId],
  );
  await world.database.admin(
    `insert into invoices (id, client_id, external_id, kind, side, number, number_key, amount_minor, open_amount_minor,
                           currency, issue_date, due_date, party, status)
     select gen_random_uuid(), $1, 'M' || n, 'receivable', 'receivable', 'M' || (10000 + n), 'M' || (10000 + n), 10000, 10000, 'NOK',
            '2026-01-01', '2026-02-01', '{"id":"1","name":"Kunde"}', 'open'
     from generate_series(1, ${rows}) n`,
    [clientId],
  );
  expect(await world.matchAll(company)).toEqual({ matched: rows, review: 0 });
  expect(await overAllocated(company)).toEqual([]);
});
