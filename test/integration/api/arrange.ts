import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { TestDatabase } from '../../setup/testDatabase.ts';

export type Admin = Pick<TestDatabase, 'admin'>;
type Columns = Readonly<Record<string, unknown>>;

/** Inserts one row as superuser. */
export async function insert({ admin }: Admin, table: string, columns: Columns): Promise<void> {
  const names = Object.keys(columns);
  const places = names.map((_, index) => `$${index + 1}`);
  await admin(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`, Object.values(columns));
}

export interface ArrangedConnection {
  readonly clientId: string;
  readonly connectionId: string;
  readonly accountId: string;
}

export async function arrangeClient(database: Admin, columns: Columns = {}): Promise<string> {
  const clientId = randomUUID();
  await insert(database, 'clients', { client_id: clientId, ...columns });
  return clientId;
}

/** A connected client with one account, unless `connection` or `account` say otherwise. */
export async function arrangeConnection(
  database: Admin,
  given: { readonly clientId?: string; readonly connection?: Columns; readonly account?: Columns } = {},
): Promise<ArrangedConnection> {
  const clientId = given.clientId ?? (await arrangeClient(database));
  const connectionId = randomUUIDv7();
  await insert(database, 'bank_connections', {
    id: connectionId,
    client_id: clientId,
    bank: 'dnb',
    connection_status: 'active',
    connected_at: new Date(),
    ...given.connection,
  });
  const accountId = await arrangeAccount(database, { clientId, connectionId }, given.account);
  return { clientId, connectionId, accountId };
}

let accounts = 10_000_000_000;

export async function arrangeAccount(
  database: Admin,
  owner: { readonly clientId: string; readonly connectionId: string },
  columns: Columns = {},
): Promise<string> {
  const id = randomUUIDv7();
  const bban = String((accounts += 1));
  await insert(database, 'bank_accounts', {
    id,
    client_id: owner.clientId,
    connection_id: owner.connectionId,
    identity: bban,
    bban,
    currency: 'NOK',
    bank_account_id: bban,
    ...columns,
  });
  return id;
}

export async function arrangeRun(
  database: Admin,
  { clientId, connectionId }: { readonly clientId: string; readonly connectionId: string },
  columns: Columns = {},
): Promise<string> {
  const id = randomUUIDv7();
  await insert(database, 'sync_runs', {
    id,
    client_id: clientId,
    connection_id: connectionId,
    trigger: 'manual',
    status: 'complete',
    attended: false,
    temporal_workflow_id: `sync/${connectionId}`,
    temporal_run_id: randomUUID(),
    ...columns,
  });
  return id;
}

export async function arrangeRunAccount(
  database: Admin,
  part: { readonly clientId: string; readonly runId: string; readonly accountId: string },
  columns: Columns = {},
): Promise<void> {
  await insert(database, 'sync_run_accounts', {
    client_id: part.clientId,
    run_id: part.runId,
    account_id: part.accountId,
    window_from: '2026-01-01',
    window_to: '2026-01-31',
    state: 'merged',
    outcome: 'complete',
    ...columns,
  });
}

let slots = 0;

/** A booked row of 100.00 NOK; each has a slot of its own. */
export async function arrangeTransaction(
  database: Admin,
  owner: { readonly clientId: string; readonly accountId: string; readonly runId: string },
  columns: Columns = {},
): Promise<string> {
  const id = randomUUIDv7();
  await insert(database, 'bank_transactions', {
    id,
    client_id: owner.clientId,
    account_id: owner.accountId,
    booking_date: '2026-01-15',
    amount_minor: '10000',
    currency: 'NOK',
    slot: (slots += 1),
    content_sha256: Buffer.alloc(32),
    first_run_id: owner.runId,
    last_changed_run_id: owner.runId,
    ...columns,
  });
  return id;
}

/** An active match of a row with invoices made for it, `[external id, minor units]`. */
export async function arrangeMatch(
  database: Admin,
  row: { readonly clientId: string; readonly transactionId: string },
  allocations: readonly (readonly [externalId: string, amountMinor: string])[],
  columns: Columns = {},
): Promise<string> {
  const matchId = randomUUID();
  await insert(database, 'matches', {
    id: matchId,
    client_id: row.clientId,
    transaction_id: row.transactionId,
    decided_by: 'auto',
    evidence_class: 'kid',
    evidence: '{}',
    ...columns,
  });
  for (const [externalId, amountMinor] of allocations) {
    const invoiceId = randomUUID();
    await insert(database, 'invoices', {
      id: invoiceId,
      client_id: row.clientId,
      external_id: externalId,
      kind: 'receivable',
      side: 'receivable',
      number: externalId,
      number_key: externalId,
      amount_minor: amountMinor,
      open_amount_minor: amountMinor,
      currency: 'NOK',
      issue_date: '2026-01-01',
      due_date: '2026-02-01',
      party: '{"id":"1","name":"Kunde"}',
      status: 'open',
    });
    await insert(database, 'allocations', {
      client_id: row.clientId,
      match_id: matchId,
      invoice_id: invoiceId,
      amount_minor: amountMinor,
    });
  }
  return matchId;
}

/** An open task of a kind of its own subject. */
export async function arrangeTask(
  database: Admin,
  { clientId, connectionId, accountId }: ArrangedConnection,
  columns: Columns = {},
): Promise<string> {
  const id = randomUUIDv7();
  await insert(database, 'tasks', {
    id,
    client_id: clientId,
    kind: 'coverage_gap',
    subject: `coverage_gap/${id}/${accountId}`,
    connection_id: connectionId,
    account_id: accountId,
    ...columns,
  });
  return id;
}

/** An open review item of a row, without candidates. */
export async function arrangeReviewItem(
  database: Admin,
  { clientId, transactionId }: { readonly clientId: string; readonly transactionId: string },
  columns: Columns = {},
): Promise<string> {
  const id = randomUUIDv7();
  await insert(database, 'review_items', {
    id,
    client_id: clientId,
    transaction_id: transactionId,
    kind: 'no_candidate',
    reason: 'none',
    candidates: '[]',
    ...columns,
  });
  return id;
}

/** An entry in quarantine. */
export async function arrangeQuarantined(
  database: Admin,
  part: { readonly clientId: string; readonly runId: string; readonly accountId: string },
  columns: Columns = {},
): Promise<void> {
  await insert(database, 'quarantined_entries', {
    id: randomUUIDv7(),
    client_id: part.clientId,
    run_id: part.runId,
    account_id: part.accountId,
    page_no: 1,
    position: 0,
    reason: 'amount',
    ...columns,
  });
}

/** Rows of a table of an account, as they are given. */
export async function arrangeRows(
  database: Admin,
  table: 'pending_transactions' | 'unsettled_dates' | 'coverage' | 'unattended_bank_reads',
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
  rows: readonly Columns[],
): Promise<void> {
  for (const row of rows) await insert(database, table, { client_id: clientId, account_id: accountId, ...row });
}

/** What a run changed about a row. */
export async function arrangeRevision(
  database: Admin,
  row: { readonly clientId: string; readonly transactionId: string; readonly runId: string },
  columns: Columns,
): Promise<void> {
  await insert(database, 'bank_transaction_revisions', {
    id: randomUUIDv7(),
    client_id: row.clientId,
    transaction_id: row.transactionId,
    run_id: row.runId,
    ...columns,
  });
}

/** An archived page of a run's part, as it is stored. */
export async function arrangePage(
  database: Admin,
  part: { readonly clientId: string; readonly runId: string; readonly accountId: string },
  columns: Columns,
): Promise<void> {
  await insert(database, 'sync_pages', {
    client_id: part.clientId,
    run_id: part.runId,
    account_id: part.accountId,
    purpose: 'window',
    page_no: 1,
    page_key: '/page',
    body_sha256: Buffer.alloc(32),
    ...columns,
  });
}
