import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import type { GrantStore } from '../../src/activities/grants/grantStore.ts';
import { createSyncActivities } from '../../src/activities/sync/syncActivities.ts';
import { defaultBankLimits } from '../../src/bank/bankLimits.ts';
import { createDnbOauth2 } from '../../src/bank/dnb/oauth2.ts';
import { nextLink, parsePage } from '../../src/bank/dnb/transactionPage.ts';
import type { BankPort } from '../../src/bank/port.ts';
import { createCipher } from '../../src/security/cipher.ts';
import { createKeyring } from '../../src/security/keyring.ts';
import { type OnPostgres, onPostgres } from '../onPostgres.ts';

export interface Account {
  readonly clientId: string;
  readonly connectionId: string;
  readonly accountId: string;
  /** Of a run that exists, for rows that are written without one. */
  readonly runId: string;
}

export interface IngestWorld extends Omit<OnPostgres, 'databaseUrl'> {
  readonly steps: ReturnType<typeof createSyncActivities>;
  run<I, O>(step: (input: I) => Promise<O>, input: I): Promise<O>;
  /** What the bank shows of every account from now on: the bodies of its pages. */
  show(bodies: readonly Uint8Array[]): void;
  setToday(instantMs: number): void;
  /** A new client with a connected account. */
  connect(): Promise<Account>;
}

/** PostgreSQL with fsync on, the real steps and DNB's adapter; only the network is left out. */
export const inIngestWorld = <T>(play: (world: IngestWorld) => Promise<T>): Promise<T> =>
  onPostgres('ingest', (parts) => play(build(parts)));

function build({ orm, database }: OnPostgres): IngestWorld {
  let nowMs = Date.now();
  let bodies: readonly Uint8Array[] = [];
  const clock = { now: () => nowMs };
  const adapter = createDnbOauth2(
    {
      clientId: 'bench',
      clientSecret: 'bench',
      apiKey: 'bench',
      redirectUri: 'http://localhost/',
      scope: '',
      sandbox: true,
      baseUrl: 'http://127.0.0.1:1',
      tls: {},
    },
    clock,
  );
  const bank: BankPort = {
    ...adapter,
    async transactionsPage(_call, { cursor }) {
      const pageNo = Number(cursor?.replace('?pageId=', '') ?? 0);
      // A buffer of its own, as from the network: nothing about it is known yet.
      const body = Buffer.from(bodies[pageNo] ?? new Uint8Array());
      const page = parsePage(body, defaultBankLimits);
      return { body, pageKey: `page ${pageNo}`, nextCursor: nextLink(page), rows: page.transactions.booked.length };
    },
    balances: async () => [],
  };
  const keyring = createKeyring({ secretKey: randomUUID() });
  const grants: GrantStore = { open: opened, ensureFresh: opened, replaceRefused: opened };
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const steps = createSyncActivities(
    {
      orm,
      bank,
      cipher: createCipher(keyring),
      keyring,
      clock,
      logger: pino({ level: 'silent' }),
      settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir: '/nonexistent' },
    },
    grants,
  );
  return {
    orm,
    database,
    steps,
    run: (step, input) => environment.run(step, input),
    show: (shown) => {
      bodies = shown;
    },
    setToday: (instantMs) => {
      nowMs = instantMs;
    },
    connect: () => connect(database),
  };
}

// The network is left out, and with it the token.
const opened = async () => ({
  grantId: randomUUID(),
  version: 1,
  secrets: { accessToken: 'bench', refreshToken: null },
  accessExpiresAt: null,
});

async function connect(database: OnPostgres['database']): Promise<Account> {
  const [clientId, connectionId, accountId, runId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await database.query('insert into clients (client_id) values ($1)', [clientId]);
  await database.query(
    `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', 'active')`,
    [connectionId, clientId],
  );
  await database.query(
    `insert into bank_grants (id, client_id, connection_id, attempt_id, role, key_id, kdf_salt, kdf_iterations)
     values ($1, $2, $3, $4, 'current', 'k', decode(repeat('07', 16), 'hex'), 1000)`,
    [randomUUID(), clientId, connectionId, randomUUID()],
  );
  await database.query(
    `insert into bank_accounts (id, client_id, connection_id, identity, currency, bank_account_id)
     values ($1, $2, $3, $4, 'NOK', '12345678903')`,
    [accountId, clientId, connectionId, accountId],
  );
  await database.query(
    `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
     values ($1, $2, $3, 'manual', 'complete', false, '', '')`,
    [runId, clientId, connectionId],
  );
  return { clientId, connectionId, accountId, runId };
}
