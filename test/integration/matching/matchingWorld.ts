import { randomUUIDv7 } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createMatchingActivities } from '../../../src/activities/matching/matchingActivities.ts';
import { systemClock } from '../../../src/clock.ts';
import type { MatchedChunk } from '../../../src/contracts/matching.ts';
import { invoiceNumberKey } from '../../../src/domain/matching/numberTokens.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { arrangeConnection, arrangeRun, arrangeTransaction } from '../api/arrange.ts';

type Columns = Readonly<Record<string, unknown>>;
export type InvoiceColumns = Columns & { readonly number?: string; readonly kind?: string };

/** A client with an account, and the run that brought its rows. */
export interface Company {
  readonly clientId: string;
  readonly connectionId: string;
  readonly accountId: string;
  readonly runId: string;
}

/** What matching made of a row, as far as anybody can see it. */
export interface RowOutcome {
  readonly match_status: string;
  /** `external_id=minor units` of the active match, in order; null: no match. */
  readonly allocations: readonly string[] | null;
  readonly evidence_class: string | null;
  /** Of the open review item. */
  readonly reason: string | null;
}

export interface MatchingWorld {
  readonly database: TestDatabase;
  company(given?: { readonly mode?: string; readonly matching?: Columns }): Promise<Company>;
  addRow(company: Company, columns?: Columns): Promise<string>;
  addInvoice(company: Company, externalId: string, columns?: InvoiceColumns): Promise<string>;
  matchRun(company: Company): Promise<void>;
  /** All waiting rows, chunk by chunk, as the workflow does it. */
  matchAll(company: Company): Promise<Pick<MatchedChunk, 'matched' | 'review'>>;
  outcome(transactionId: string): Promise<RowOutcome>;
  /** Every row that matching may write for a client, with the version of each: equal means that nothing was written. */
  trace(company: Company): Promise<unknown>;
  close(): Promise<void>;
}

const environment = (): MockActivityEnvironment =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

export async function openMatchingWorld(): Promise<MatchingWorld> {
  const database = await openTestDatabase();
  const { admin } = database;
  const steps = createMatchingActivities({ orm: database.orm, clock: systemClock });

  return {
    database,
    async company({ mode = 'auto', matching = {} } = {}) {
      const connection = await arrangeConnection(database);
      await admin('update clients set matching = $2 where client_id = $1', [
        connection.clientId,
        JSON.stringify({ mode, ...matching }),
      ]);
      return { ...connection, runId: await arrangeRun(database, connection) };
    },
    addRow: (company, columns) => arrangeTransaction(database, company, columns),
    addInvoice: (company, externalId, columns) => addInvoice(database, company, externalId, columns),
    async matchRun({ clientId, runId }) {
      await environment().run(steps.matchTransactions, { clientId, runId });
    },
    async matchAll({ clientId }) {
      const counts = { matched: 0, review: 0 };
      let afterTransactionId: string | null = null;
      do {
        const chunk: MatchedChunk = await environment().run(steps.matchChunk, { clientId, afterTransactionId });
        counts.matched += chunk.matched;
        counts.review += chunk.review;
        afterTransactionId = chunk.nextAfterTransactionId;
      } while (afterTransactionId !== null);
      return counts;
    },
    async outcome(transactionId) {
      const [row] = await admin<RowOutcome & Record<string, unknown>>(
        `select t.match_status, m.evidence_class, r.reason,
                case when m.id is not null then coalesce(array_agg(i.external_id || '=' || a.amount_minor
                       order by i.external_id) filter (where a.match_id is not null), '{}') end as allocations
         from bank_transactions t
         left join matches m on m.transaction_id = t.id and m.state = 'active'
         left join allocations a on a.match_id = m.id
         left join invoices i on i.id = a.invoice_id
         left join review_items r on r.transaction_id = t.id and r.status = 'open'
         where t.id = $1 group by t.id, t.match_status, m.id, m.evidence_class, r.reason`,
        [transactionId],
      );
      if (row === undefined) throw new Error('no such row');
      return row;
    },
    trace: ({ clientId }) =>
      admin(
        `select 'row' as what, id::text, xmin::text as version from bank_transactions where client_id = $1
         union all select 'match', id::text, xmin::text from matches where client_id = $1
         union all select 'review', id::text, xmin::text from review_items where client_id = $1
         union all select 'allocation', match_id::text, xmin::text from allocations where client_id = $1
         union all select 'event', id::text, xmin::text from outbox_events where client_id = $1
         union all select 'audit', id::text, xmin::text from audit_entries where client_id = $1
         union all select 'change', seq::text, xmin::text from transaction_changes where client_id = $1
         union all select 'client', client_id::text, xmin::text from clients where client_id = $1
         order by 1, 2`,
        [clientId],
      ),
    close: () => database.close(),
  };
}

/** An open receivable of 100.00 NOK, unless `columns` say otherwise; `number` makes its key. */
async function addInvoice(
  { admin }: TestDatabase,
  { clientId }: Company,
  externalId: string,
  columns: InvoiceColumns = {},
): Promise<string> {
  const id = randomUUIDv7();
  const { number, kind } = { number: externalId, kind: 'receivable', ...columns };
  const amount = columns['amount_minor'] ?? '10000';
  const row: Columns = {
    id,
    client_id: clientId,
    external_id: externalId,
    kind,
    side: kind === 'payable' ? 'payable' : 'receivable',
    number,
    number_key: invoiceNumberKey(number),
    amount_minor: amount,
    open_amount_minor: amount,
    currency: 'NOK',
    issue_date: '2026-01-01',
    due_date: '2026-02-01',
    party: '{"id":"1","name":"Kunde"}',
    status: 'open',
    created_at: '2026-01-01T00:00:00Z', // rows booked before are history (matchRows)
    ...columns,
  };
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await admin(`insert into invoices (${names.join(', ')}) values (${places.join(', ')})`, Object.values(row));
  return id;
}
