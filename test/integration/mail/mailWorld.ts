import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { Writable } from 'node:stream';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { MailDeps } from '../../../src/activities/mail/mailDeps.ts';
import { createQueueMails } from '../../../src/activities/mail/queueMails.ts';
import { createSendMails } from '../../../src/activities/mail/sendMails.ts';
import { loadSettings } from '../../../src/config.ts';
import type { QueuedMails, SentMails } from '../../../src/contracts/mail.ts';
import { createLogger } from '../../../src/logger.ts';
import { openMailTransport } from '../../../src/mail/openMailTransport.ts';
import { createCipher } from '../../../src/security/cipher.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { createMemoryBank } from '../sync/memoryBank.ts';

export interface NewClient {
  readonly name?: string | null;
  readonly locale?: 'nb' | 'en';
  readonly emails?: readonly string[];
  readonly returnUrls?: readonly string[];
}
export interface MailClient {
  readonly clientId: string;
  readonly connectionId: string;
  readonly accountId: string;
  readonly runId: string;
}
export interface StoredMail {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly attempts: number;
  readonly settled_recipients: readonly string[];
  readonly accepted: number;
  readonly refused: number;
  readonly last_code: string | null;
  readonly is_sent: boolean;
  readonly is_given_up: boolean;
}

/** The steps of mail on a real database. The clock stands until it is set. */
export interface MailWorld {
  readonly database: TestDatabase;
  nowMs: number;
  /** `SMTP_URL`; undefined: the folder. */
  smtpUrl: string | undefined;
  readonly dataDir: string;
  failpoint: ((name: string) => void) | undefined;
  queue(): Promise<number>;
  send(): Promise<SentMails>;
  /** Both, as the workflow does. */
  run(): Promise<SentMails & { readonly queued: number }>;
  addClient(row?: NewClient): Promise<MailClient>;
  /** Rows that wait for review; returns their items. */
  addReviews(client: MailClient, dates: readonly string[]): Promise<readonly string[]>;
  tell(client: MailClient, state: string, columns?: Readonly<Record<string, Date | number>>): Promise<void>;
  mailsOf(clientId: string): Promise<readonly StoredMail[]>;
  logText(): string;
  close(): Promise<void>;
}

const environment = (): MockActivityEnvironment =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

export async function openMailWorld(dataDir: string): Promise<MailWorld> {
  const database = await openTestDatabase();
  const { admin } = database;
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const keyring = createKeyring({ secretKey: randomUUID() });
  const deps = (): MailDeps => {
    const { mail } = loadSettings({
      KONTOSYNC_DATA_DIR: dataDir,
      ...(world.smtpUrl === undefined ? {} : { SMTP_URL: world.smtpUrl, MAIL_FROM: 'Regnskap <no-reply@erp.example>' }),
    });
    return {
      orm: database.orm,
      bank: createMemoryBank(),
      cipher: createCipher(keyring, { iterations: 1_000 }),
      keyring,
      clock: { now: () => world.nowMs },
      logger: createLogger({ level: 'info', service: 'test' }, stream),
      settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir: '/nonexistent' },
      mail: { open: () => openMailTransport(mail, dataDir), sender: mail.from.address },
      ...(world.failpoint === undefined ? {} : { failpoint: world.failpoint }),
    };
  };
  const world: MailWorld = {
    database,
    nowMs: Date.parse('2026-11-25T06:07:00Z'),
    smtpUrl: undefined,
    dataDir,
    failpoint: undefined,
    async queue() {
      const lot: QueuedMails = await environment().run(createQueueMails(deps()), {});
      return lot.queued;
    },
    send: () => environment().run(createSendMails(deps())),
    async run() {
      const queued = await world.queue();
      return { queued, ...(await world.send()) };
    },
    addClient: (row = {}) => addClient(database, row),
    addReviews: (client, dates) => addReviews(database, client, dates),
    async tell({ clientId, connectionId }, state, change = {}) {
      const columns = { connection_status: state, status_changed_at: new Date(world.nowMs), ...change };
      const names = Object.keys(columns);
      await admin(
        `update bank_connections set ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} where id = $1`,
        [connectionId, ...Object.values(columns)],
      );
      await admin(`insert into outbox_events (id, client_id, type, data) values ($1, $2, $3, $4)`, [
        uuidAt(world.nowMs),
        clientId,
        `connection.${state}`,
        JSON.stringify({ client_id: clientId, connection_id: connectionId }),
      ]);
    },
    mailsOf: (clientId) =>
      admin<StoredMail & Record<string, unknown>>(
        `select id, kind, subject, attempts, settled_recipients, accepted, refused, last_code,
                sent_at is not null as is_sent, given_up_at is not null as is_given_up
         from mails where client_id = $1 order by id`,
        [clientId],
      ),
    logText: () => lines.join(''),
    close: () => database.close(),
  };
  return world;
}

/** Of version 7, as made at an instant. */
const uuidAt = (epochMs: number): string => {
  const time = epochMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${randomUUIDv7().slice(13)}`;
};

async function addClient(
  { admin }: TestDatabase,
  { name = 'Kunde AS', locale = 'nb', emails = ['regnskap@kunde.example'], returnUrls = [] }: NewClient,
): Promise<MailClient> {
  const client = { clientId: randomUUID(), connectionId: randomUUID(), accountId: randomUUID(), runId: randomUUID() };
  const { clientId, connectionId, accountId, runId } = client;
  await admin(
    `insert into clients (client_id, name, locale, notification_emails, return_urls) values ($1, $2, $3, $4, $5)`,
    [clientId, name, locale, JSON.stringify(emails), JSON.stringify(returnUrls)],
  );
  await admin(
    `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', 'active')`,
    [connectionId, clientId],
  );
  await admin(
    `insert into bank_accounts (id, client_id, connection_id, identity, currency, bank_account_id, bban)
     values ($1, $2, $3, $4, 'NOK', 'x', '15038300007')`,
    [accountId, clientId, connectionId, accountId],
  );
  await admin(
    `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
     values ($1, $2, $3, 'nightly', 'running', false, '', '')`,
    [runId, clientId, connectionId],
  );
  return client;
}

async function addReviews(
  { admin }: TestDatabase,
  { clientId, accountId, runId }: MailClient,
  dates: readonly string[],
): Promise<readonly string[]> {
  const rows = dates.map((date, index) => ({ id: randomUUID(), item: randomUUID(), date, slot: index + 1 }));
  await admin(
    `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot,
       content_sha256, first_run_id, last_changed_run_id, text, counterparty_name, kid)
     select r.id, $1, $2, r.date, 471100 + (random() * 1e9)::int, 'NOK', r.slot, '', $3, $3, 'TEXT-CANARY', 'NAME-CANARY', '2345676'
     from json_to_recordset($4) as r(id uuid, date date, slot int)`,
    [clientId, accountId, runId, JSON.stringify(rows)],
  );
  await admin(
    `insert into review_items (id, client_id, transaction_id, kind, reason, candidates)
     select r.item, $1, r.id, 'candidates', 'amount_differs', '[{"name":"NAME-CANARY"}]'
     from json_to_recordset($2) as r(id uuid, item uuid)`,
    [clientId, JSON.stringify(rows)],
  );
  return rows.map(({ item }) => item);
}
