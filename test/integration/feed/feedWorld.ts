import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import { z } from 'zod';
import type { ActivityDeps } from '../../../src/activities/activityDeps.ts';
import type { GrantStore } from '../../../src/activities/grants/grantStore.ts';
import { createSyncActivities } from '../../../src/activities/sync/syncActivities.ts';
import { createDnbOauth2 } from '../../../src/bank/dnb/oauth2.ts';
import { createCipher } from '../../../src/security/cipher.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { apiKey, BankCustomer, redirectUri } from '../simulator/bankCustomer.ts';

const dayMs = 86_400_000;
/** In the night, Oslo's and UTC's day being the same. */
const firstNight = Date.parse('2026-03-20T02:00:00Z');

const truthSchema = z.object({
  transactions: z.array(
    z.object({ transaction_id: z.string(), booking_date: z.string(), amount: z.string(), currency: z.string() }),
  ),
});

export interface FedAccount {
  readonly clientId: string;
  readonly connectionId: string;
  readonly accountId: string;
  /** At the bank. */
  readonly bban: string;
}

export interface Night {
  /** How the run ended; the code, where a step failed it. */
  readonly outcome: string;
  readonly newRows: number;
}

/** The simulated bank over HTTP, DNB's adapter, the real steps and PostgreSQL, under one clock. */
export class FeedWorld {
  readonly bank: BankCustomer;
  readonly database: TestDatabase;
  readonly #steps: ReturnType<typeof createSyncActivities>;
  readonly #tokens: Map<string, string>;
  readonly #environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

  private constructor(
    bank: BankCustomer,
    database: TestDatabase,
    steps: ReturnType<typeof createSyncActivities>,
    tokens: Map<string, string>,
  ) {
    this.bank = bank;
    this.database = database;
    this.#steps = steps;
    this.#tokens = tokens;
  }

  static async open(witness: 'opening' | 'none' = 'none'): Promise<FeedWorld> {
    const clock = { nowMs: firstNight };
    const bank = await BankCustomer.open({ countUnattendedReads: true, accessTokenLifeSeconds: 10_000_000 }, clock);
    const database = await openTestDatabase();
    const settings = {
      clientId: 'kontosync-simulated-client',
      clientSecret: 'kontosync-simulated-secret',
      apiKey,
      redirectUri,
      scope: 'accounts',
      sandbox: true,
      baseUrl: bank.simulator.url,
      tls: {},
    };
    const port = createDnbOauth2(settings, { now: () => clock.nowMs });
    const keyring = createKeyring({ secretKey: randomUUID() });
    const deps: ActivityDeps = {
      orm: database.orm,
      bank: { ...port, descriptor: { ...port.descriptor, balanceWitness: witness } },
      cipher: createCipher(keyring, { iterations: 1_000 }),
      keyring,
      clock: { now: () => clock.nowMs },
      logger: pino({ level: 'silent' }),
      settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir: '/nonexistent' },
    };
    const tokens = new Map<string, string>();
    const opened = async ({ connectionId }: { readonly connectionId: string }) => ({
      grantId: randomUUID(),
      version: 1,
      secrets: { accessToken: tokens.get(connectionId) ?? '', refreshToken: null },
      accessExpiresAt: null,
    });
    const grants: GrantStore = { open: opened, ensureFresh: opened, replaceRefused: opened };
    return new FeedWorld(bank, database, createSyncActivities(deps, grants), tokens);
  }

  /** An account of a person of its own, connected for a client of its own. */
  async connect(rows = 60, days = 20, pageSize = 10): Promise<FedAccount> {
    const bban = await this.bank.openAccount({ rows, days, pageSize });
    const token = await this.bank.connect([bban]);
    const [clientId, connectionId, accountId] = [randomUUID(), randomUUID(), randomUUID()];
    this.#tokens.set(connectionId, token.access);
    const { admin } = this.database;
    await admin('insert into clients (client_id) values ($1)', [clientId]);
    await admin(
      `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', 'active')`,
      [connectionId, clientId],
    );
    await admin(
      `insert into bank_accounts (id, client_id, connection_id, identity, bban, currency, bank_account_id)
       values ($1, $2, $3, $4, $4, 'NOK', $4)`,
      [accountId, clientId, connectionId, bban],
    );
    return { clientId, connectionId, accountId, bban };
  }

  /** A day passes. */
  nextDay(): void {
    this.bank.clock.nowMs += dayMs;
  }

  /** One run in the workflow's order. */
  async night({ clientId, connectionId }: FedAccount): Promise<Night> {
    const run = <I, O>(step: (input: I) => Promise<O>, input: I): Promise<O> => this.#environment.run(step, input);
    const steps = this.#steps;
    const opened = await run(steps.openRun, { clientId, connectionId, trigger: 'nightly' as const });
    if (opened.kind === 'refused') return { outcome: opened.code, newRows: 0 };
    const { runId, accountIds } = opened;
    let newRows = 0;
    try {
      for (const accountId of accountIds) {
        const ref = { clientId, runId, accountId };
        let step = await run(steps.fetchPages, ref);
        while (step.kind === 'more') step = await run(steps.fetchPages, ref);
        if (step.kind !== 'staged') continue;
        let merged = await run(steps.mergeWindow, ref);
        while ((merged.rereads ?? 0) > 0) {
          while ((await run(steps.rereadDates, ref)).kind === 'more');
          merged = await run(steps.mergeWindow, ref);
        }
        newRows += merged.newRows;
        await run(steps.checkBalances, ref);
      }
    } catch (error) {
      const { code } = z.looseObject({ code: z.string() }).parse(error);
      await run(steps.finishRun, { clientId, runId, cancelled: false, failure: { code } });
      return { outcome: code, newRows };
    }
    const { outcome } = await run(steps.finishRun, { clientId, runId, cancelled: false });
    return { outcome, newRows };
  }

  /** What the bank holds: how many of each date, amount and currency. */
  async truth({ bban }: FedAccount): Promise<readonly string[]> {
    const { body } = await this.bank.control('GET', `/accounts/${bban}/transactions`);
    return truthSchema
      .parse(body)
      .transactions.map(({ booking_date, amount, currency }) => `${booking_date} ${amount} ${currency}`)
      .toSorted();
  }

  /** What the ledger holds, in the same words. */
  async ledger({ accountId }: FedAccount): Promise<readonly string[]> {
    const rows = await this.database.admin<{ booking_date: string; amount: string; currency: string }>(
      `select booking_date::text, (amount_minor::numeric / 100)::numeric(20, 2)::text as amount, currency
       from bank_transactions where account_id = $1 and status = 'booked'`,
      [accountId],
    );
    return rows.map(({ booking_date, amount, currency }) => `${booking_date} ${amount} ${currency}`).toSorted();
  }

  /** Rows by status, ids of rows ever made, and open tasks by kind. */
  async state({ accountId }: FedAccount) {
    const { admin } = this.database;
    const [counts] = await admin<Record<'booked' | 'withdrawn' | 'replaced' | 'errors', number>>(
      `select count(*) filter (where status = 'booked')::int as booked,
              count(*) filter (where status = 'withdrawn')::int as withdrawn,
              count(*) filter (where status = 'replaced')::int as replaced,
              (select count(*)::int from quarantined_entries q where q.account_id = $1) as errors
       from bank_transactions where account_id = $1`,
      [accountId],
    );
    const tasks = await admin<{ kind: string }>(`select kind from tasks where account_id = $1 order by kind`, [
      accountId,
    ]);
    return { ...counts, tasks: tasks.map(({ kind }) => kind) };
  }

  async close(): Promise<void> {
    await this.bank.close();
    await this.database.close();
  }
}
