import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import type { ActivityDeps } from '../../../src/activities/activityDeps.ts';
import type { GrantStore, OpenedGrant } from '../../../src/activities/grants/grantStore.ts';
import { createSyncActivities } from '../../../src/activities/sync/syncActivities.ts';
import type { SyncOutcome, SyncTrigger } from '../../../src/contracts/sync.ts';
import { createCipher } from '../../../src/security/cipher.ts';
import { createKeyDerivation } from '../../../src/security/keyDerivation.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { createMemoryBank, type MemoryBank } from './memoryBank.ts';

/** What the tests of a file share: one database, steps with their dependencies, a clock that they set. */
export interface SyncWorld {
  readonly database: TestDatabase;
  readonly deps: ActivityDeps;
  readonly bank: MemoryBank;
  readonly steps: ReturnType<typeof createSyncActivities>;
  /** The steps of a process that dies, by an error, where this says so. */
  stepsWith(failpoint: (name: string) => void): ReturnType<typeof createSyncActivities>;
  readonly grants: { refused: number; version: number };
  /** How many keys were derived. */
  readonly derivations: () => number;
  setNow(instant: string): void;
  /** Runs one step as an activity. */
  run<I, O>(step: (input: I) => Promise<O>, input: I): Promise<O>;
  /** A new client with one active connection and its accounts, each a row at the bank by the same name. */
  connect(options?: ConnectOptions): Promise<ConnectedClient>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly accounts?: number;
  readonly historyFrom?: string | null;
  readonly matchFrom?: string | null;
  readonly clientId?: string;
}
export interface ConnectedClient {
  readonly clientId: string;
  readonly connectionId: string;
  readonly accounts: readonly { readonly id: string; readonly bankId: string }[];
}

export async function openSyncWorld(): Promise<SyncWorld> {
  const database = await openTestDatabase();
  const bank = createMemoryBank();
  const keyring = createKeyring({ secretKey: randomUUID() });
  const derivation = createKeyDerivation();
  const derived = new Set<string>();
  let nowMs = Date.parse('2026-11-20T09:00:00Z');
  const deps: ActivityDeps = {
    orm: database.orm,
    bank,
    cipher: createCipher(keyring, {
      iterations: 1_000,
      derivation: {
        ...derivation,
        derive: (wanted) => {
          derived.add(Buffer.from(wanted.salt).toString('hex'));
          return derivation.derive(wanted);
        },
      },
    }),
    keyring,
    clock: { now: () => nowMs },
    logger: pino({ level: 'silent' }),
    settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir: '/nonexistent' },
  };
  const grants = { refused: 0, version: 1 };
  const opened = (): OpenedGrant => ({
    grantId: randomUUID(),
    version: grants.version,
    secrets: { accessToken: `access-${grants.version}`, refreshToken: null },
    accessExpiresAt: null,
  });
  const store: GrantStore = {
    open: async () => opened(),
    ensureFresh: async () => opened(),
    replaceRefused: async () => {
      grants.refused += 1;
      grants.version += 1;
      return opened();
    },
  };
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  return {
    database,
    deps,
    bank,
    grants,
    steps: createSyncActivities(deps, store),
    stepsWith: (failpoint) => createSyncActivities({ ...deps, failpoint }, store),
    derivations: () => derived.size,
    setNow: (instant) => {
      nowMs = Date.parse(instant);
    },
    run: (step, input) => environment.run(step, input),
    connect: (options = {}) => connect(database, options),
    close: () => database.close(),
  };
}

async function connect(
  { admin }: TestDatabase,
  { accounts = 1, historyFrom = null, matchFrom = null, clientId = randomUUID() }: ConnectOptions,
): Promise<ConnectedClient> {
  const connectionId = randomUUID();
  await admin('insert into clients (client_id) values ($1) on conflict do nothing', [clientId]);
  await admin(
    `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', 'active')`,
    [connectionId, clientId],
  );
  await admin(
    `insert into bank_grants (id, client_id, connection_id, attempt_id, role, key_id, kdf_salt, kdf_iterations)
     values ($1, $2, $3, $4, 'current', 'k', decode(repeat('07', 16), 'hex'), 1000)`,
    [randomUUID(), clientId, connectionId, randomUUID()],
  );
  const made = Array.from({ length: accounts }, () => ({ id: randomUUID(), bankId: randomUUID() }));
  for (const { id, bankId } of made)
    await admin(
      `insert into bank_accounts (id, client_id, connection_id, identity, currency, bank_account_id, history_from, match_from)
       values ($1, $2, $3, $4, 'NOK', $4, $5, $6)`,
      [id, clientId, connectionId, bankId, historyFrom, matchFrom],
    );
  return { clientId, connectionId, accounts: made };
}

export interface OpenAccount {
  readonly clientId: string;
  readonly runId: string;
  readonly accountId: string;
}

/** Opens a run and gives the reference of its first account. */
export async function open(
  { run, steps }: SyncWorld,
  { clientId, connectionId }: ConnectedClient,
  trigger: SyncTrigger = 'nightly',
): Promise<OpenAccount> {
  const opened = await run(steps.openRun, { clientId, connectionId, trigger });
  const accountId = opened.kind === 'opened' ? opened.accountIds[0] : undefined;
  if (opened.kind === 'refused' || accountId === undefined) throw new Error('no account to read');
  return { clientId, runId: opened.runId, accountId };
}

/** The steps of a run in the workflow's order, without a workflow. */
export async function sync(
  { run, steps }: SyncWorld,
  { clientId, connectionId }: ConnectedClient,
  trigger: SyncTrigger = 'nightly',
): Promise<{
  readonly runId: string;
  readonly outcome: SyncOutcome;
  readonly newRows: number;
  readonly changedRows: number;
}> {
  const opened = await run(steps.openRun, { clientId, connectionId, trigger });
  if (opened.kind === 'refused') throw new Error(`refused: ${opened.code}`);
  const { runId, accountIds } = opened;
  let newRows = 0;
  let changedRows = 0;
  for (const accountId of accountIds) {
    const ref = { clientId, runId, accountId };
    let progress = await run(steps.fetchPages, ref);
    while (progress.kind === 'more') progress = await run(steps.fetchPages, ref);
    if (progress.kind === 'parked') break;
    if (progress.kind === 'partial') continue;
    let merged = await run(steps.mergeWindow, ref);
    while ((merged.rereads ?? 0) > 0) {
      while ((await run(steps.rereadDates, ref)).kind === 'more');
      merged = await run(steps.mergeWindow, ref);
    }
    newRows += merged.newRows;
    changedRows += merged.changedRows;
    await run(steps.checkBalances, ref);
  }
  const { outcome } = await run(steps.finishRun, { clientId, runId, cancelled: false });
  return { runId, outcome, newRows, changedRows };
}

export interface LedgerRow {
  readonly id: string;
  readonly booking_date: string;
  readonly amount_minor: string;
  readonly slot: number;
  readonly status: string;
  readonly text: string | null;
  readonly miss_count: number;
  readonly replaces: string | null;
  readonly replaced_by: string | null;
  readonly match_status: string;
  readonly ignored_because: string | null;
}

/** A waiting request, as the API saves it. */
export async function request(
  { database, deps }: SyncWorld,
  { clientId, connectionId }: ConnectedClient,
  options: {
    readonly from?: string;
    readonly to?: string;
    readonly psu?: string;
    readonly trigger?: 'first' | 'manual';
    readonly at?: string;
  } = {},
): Promise<string> {
  const id = randomUUID();
  await database.admin(
    `insert into sync_requests (id, client_id, connection_id, trigger, from_date, to_date, psu_ip_address, requested_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      clientId,
      connectionId,
      options.trigger ?? 'manual',
      options.from ?? null,
      options.to ?? null,
      options.psu ?? null,
      options.at ?? new Date(deps.clock.now()).toISOString(),
    ],
  );
  return id;
}

/** Everything of the ledger of an account that a quiet night must leave as it is, to the microsecond. */
export const ledgerOf = ({ database }: SyncWorld, accountId: string): Promise<LedgerRow[]> =>
  database.admin<LedgerRow>(
    `select t.*, booking_date::text as booking_date, t.updated_at::text as updated_at, t.xmin::text as row_version
     from bank_transactions t where account_id = $1 order by t.booking_date, t.amount_minor desc, t.slot`,
    [accountId],
  );

export interface RunRow {
  readonly status: string;
  readonly fetched: number;
  readonly new_rows: number;
  readonly duplicates: number;
  readonly errors: number;
  readonly pages: number;
  readonly empty_reason: string | null;
  readonly error_code: string | null;
  readonly retry_at: Date | null;
  readonly attended: boolean;
  readonly window_from: string | null;
  readonly window_to: string | null;
  readonly finished_at: Date | null;
  readonly temporal_workflow_id: string;
}

export async function runRow({ database }: SyncWorld, runId: string): Promise<RunRow> {
  const [row] = await database.admin<RunRow>(
    'select *, window_from::text as window_from, window_to::text as window_to from sync_runs where id = $1',
    [runId],
  );
  if (row === undefined) throw new Error('no such run');
  return row;
}
