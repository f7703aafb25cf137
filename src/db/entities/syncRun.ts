import { defineEntity, p } from '@mikro-orm/core';
import { BankAccount } from './account.ts';
import { BankConnection } from './connection.ts';
import { ownedByClient, ownedKey, ownedParent, tenancy } from './tenancy.ts';

export const RunStatus = {
  Running: 'running',
  Parked: 'parked',
  Complete: 'complete',
  CompleteUnverified: 'complete_unverified',
  Partial: 'partial',
  Failed: 'failed',
  Cancelled: 'cancelled',
} as const;

const RunSchema = defineEntity({
  name: 'SyncRun',
  tableName: 'sync_runs',
  ...tenancy({ router: 'read' }),
  uniques: [
    ownedKey,
    // D-6, the last line: one open run for a connection, whatever the workflows do.
    {
      name: 'sync_runs_one_open',
      properties: ['clientId', 'connectionId'],
      where: `"status" in ('running', 'parked')`,
    },
  ],
  indexes: [{ name: 'sync_runs_by_connection', properties: ['clientId', 'connectionId', 'startedAt'] }],
  properties: {
    ...ownedByClient(),
    connectionId: p.uuid(),
    connection: ownedParent(BankConnection, 'connection_id'),
    trigger: p.text(),
    status: p.enum(() => RunStatus),
    attended: p.boolean(),
    windowFrom: p.date().nullable(),
    windowTo: p.date().nullable(),
    fetched: p.integer().default(0),
    newRows: p.integer().default(0),
    duplicates: p.integer().default(0),
    errors: p.integer().default(0),
    pages: p.integer().default(0),
    emptyReason: p.text().nullable(),
    errorCode: p.text().nullable(),
    retryAt: p.datetime().nullable(),
    temporalWorkflowId: p.text(),
    temporalRunId: p.text(),
    startedAt: p.datetime().defaultRaw('now()'),
    finishedAt: p.datetime().nullable(),
  },
});
export class SyncRun extends RunSchema.class {}
RunSchema.setClass(SyncRun);

const RequestSchema = defineEntity({
  name: 'SyncRequest',
  tableName: 'sync_requests',
  ...tenancy({ router: 'read', expires: `(run_id IS NOT NULL) AND (requested_at < (now() - '90 days'::interval))` }),
  uniques: [ownedKey],
  indexes: [
    { name: 'sync_requests_waiting', properties: ['clientId', 'connectionId'], where: `"run_id" is null` },
    { name: 'sync_requests_of_run', properties: ['clientId', 'runId'] },
  ],
  properties: {
    ...ownedByClient(),
    connectionId: p.uuid(),
    connection: ownedParent(BankConnection, 'connection_id'),
    runId: p.uuid().nullable(),
    run: ownedParent(SyncRun, 'run_id'),
    trigger: p.text(),
    fromDate: p.date().nullable(),
    toDate: p.date().nullable(),
    // The person's address stays here; Temporal gets ids (B-12).
    psuIpAddress: p.text().nullable(),
    psuUserAgent: p.text().nullable(),
    requestedBy: p.text().nullable(),
    requestedAt: p.datetime().defaultRaw('now()'),
  },
});
export class SyncRequest extends RequestSchema.class {}
RequestSchema.setClass(SyncRequest);

export const ReadState = {
  Reading: 'reading',
  Staged: 'staged',
  Merged: 'merged',
  Partial: 'partial',
  Parked: 'parked',
} as const;

/** The part of a run for one account. */
const RunAccountSchema = defineEntity({
  name: 'SyncRunAccount',
  tableName: 'sync_run_accounts',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    runId: p.uuid().primary(),
    run: ownedParent(SyncRun, 'run_id'),
    accountId: p.uuid().primary(),
    account: ownedParent(BankAccount, 'account_id'),
    windowFrom: p.date(),
    /** Frozen at the start (D-4). */
    windowTo: p.date(),
    fence: p.bigint().defaultRaw('0'),
    state: p.enum(() => ReadState).default('reading'),
    outcome: p.text().nullable(),
    code: p.text().nullable(),
    /** The link to the next page, as the bank gave it. */
    cursor: p.text().nullable(),
    pages: p.integer().default(0),
    rows: p.integer().default(0),
    fetched: p.integer().default(0),
    newRows: p.integer().default(0),
    duplicates: p.integer().default(0),
    errors: p.integer().default(0),
    changedRows: p.integer().default(0),
    withdrawnRows: p.integer().default(0),
    /** What was wanted before the bank's history cut it. */
    requestedFrom: p.date().nullable(),
    achievedFrom: p.date().nullable(),
    /** The window reaches back over the whole history. */
    deep: p.boolean().default(false),
    /** Rounds of single dates read again before the merge (ledger 5), and readings begun anew from page 1: both bounded. */
    rereadRounds: p.integer().default(0),
    restarts: p.integer().default(0),
    /** First pages asked for without a person: three a run at most (D-12). */
    unattendedReads: p.integer().default(0),
  },
});
export class SyncRunAccount extends RunAccountSchema.class {}
RunAccountSchema.setClass(SyncRunAccount);

/** A page as received, compressed and encrypted; committed together with the cursor (D-1). */
const PageSchema = defineEntity({
  name: 'SyncPage',
  tableName: 'sync_pages',
  ...tenancy({ router: 'read', expires: `fetched_at < (now() - '90 days'::interval)` }),
  indexes: [{ name: 'sync_pages_by_time', properties: ['fetchedAt'] }],
  properties: {
    clientId: p.uuid().primary(),
    runId: p.uuid().primary(),
    accountId: p.uuid().primary(),
    /** `window`, or `reread-<n>` for a date that is read alone. */
    purpose: p.text().primary(),
    pageNo: p.integer().primary(),
    runAccount: () =>
      p
        .manyToOne(SyncRunAccount)
        .ref()
        .nullable()
        .deleteRule('restrict')
        .joinColumns('client_id', 'run_id', 'account_id')
        .referencedColumnNames('client_id', 'run_id', 'account_id'),
    pageKey: p.text(),
    bodySha256: p.blob(),
    body: p.blob(),
    keyId: p.text(),
    kdfSalt: p.blob(),
    kdfIterations: p.integer(),
    /** Entries that cannot be understood; and of the others a digest for each date, so that quiet days stay unopened. */
    unreadable: p.integer().default(0),
    days: p.json().$type<readonly unknown[]>().nullable(),
    fetchedAt: p.datetime().defaultRaw('now()'),
  },
});
export class SyncPage extends PageSchema.class {}
PageSchema.setClass(SyncPage);

export const RereadState = { Asked: 'asked', Read: 'read', Refused: 'refused' } as const;

/** A date that is read alone before the merge, for a count or a withdrawal that must be sure (ledger 5). */
const RereadSchema = defineEntity({
  name: 'SyncReread',
  tableName: 'sync_rereads',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    runId: p.uuid().primary(),
    accountId: p.uuid().primary(),
    readNo: p.integer().primary(),
    runAccount: () =>
      p
        .manyToOne(SyncRunAccount)
        .ref()
        .nullable()
        .deleteRule('restrict')
        .joinColumns('client_id', 'run_id', 'account_id')
        .referencedColumnNames('client_id', 'run_id', 'account_id'),
    /** The date in question; the read may begin at an earlier one that proves how far the answer reaches. */
    targetDate: p.date(),
    fromDate: p.date(),
    state: p.enum(() => RereadState).default('asked'),
    cursor: p.text().nullable(),
    pages: p.integer().default(0),
  },
});
export class SyncReread extends RereadSchema.class {}
RereadSchema.setClass(SyncReread);
