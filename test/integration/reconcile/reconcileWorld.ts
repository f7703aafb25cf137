import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityDeps } from '../../../src/activities/activityDeps.ts';
import { createReconcileActivities } from '../../../src/activities/reconcile/reconcileActivities.ts';
import type { ConnectionRef } from '../../../src/contracts/connection.ts';
import { connectionWorkflowId } from '../../../src/contracts/ids.ts';
import { createLogger } from '../../../src/logger.ts';
import { createCipher } from '../../../src/security/cipher.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import { type ConnectedTemporal, connectTemporal } from '../../../src/temporal/connectTemporal.ts';
import { registerNamespace } from '../../../src/temporal/namespaceRegistration.ts';
import { registerSearchAttributes } from '../../../src/temporal/searchAttributeRegistration.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { createMemoryBank } from '../sync/memoryBank.ts';

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly alert?: string;
  readonly connection_id?: string;
}
export interface NewConnection {
  readonly status?: string;
  /** Since when it is in its state. */
  readonly sinceAgoMs?: number;
  readonly consentInMs?: number | null;
  readonly lastSyncAgoMs?: number | null;
  readonly frequencyHours?: number;
}

/** The watchdog's and the reconciler's steps on a real database and a real Temporal server; nobody works on the queue. */
export interface ReconcileWorld {
  readonly database: TestDatabase;
  readonly temporal: ConnectedTemporal;
  readonly queue: string;
  readonly steps: ReturnType<typeof createReconcileActivities>;
  /** Milliseconds since the epoch: the clock stands until it is set. */
  nowMs: number;
  run<I, O>(step: (input: I) => Promise<O>, input: I): Promise<O>;
  logLines(): readonly LogLine[];
  insertConnection(row?: NewConnection): Promise<ConnectionRef>;
  close(): Promise<void>;
}

const fromSetup = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error('this test needs the servers: run it by npm');
  return value;
};

export async function openReconcileWorld(): Promise<ReconcileWorld> {
  const database = await openTestDatabase();
  // Of its own: workflows that other files leave open are orphans to this database.
  const namespace = `reconcile-${randomUUID()}`;
  const temporal = connectTemporal({ connectionOptions: { address: fromSetup('TEST_TEMPORAL_ADDRESS') }, namespace });
  await registerNamespace(temporal.connection, namespace);
  await registerSearchAttributes(temporal.connection, namespace);
  const queue = `nobody-${randomUUID()}`;
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const keyring = createKeyring({ secretKey: randomUUID() });
  const environment = new MockActivityEnvironment(
    { taskQueue: queue },
    { logger: new DefaultLogger('ERROR'), client: temporal.client },
  );
  const deps: ActivityDeps = {
    orm: database.orm,
    bank: createMemoryBank(),
    cipher: createCipher(keyring, { iterations: 1_000 }),
    keyring,
    clock: { now: () => world.nowMs },
    logger: createLogger({ level: 'info', service: 'test' }, stream),
    settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir: '/nonexistent' },
  };
  const world: ReconcileWorld = {
    database,
    temporal,
    queue,
    steps: createReconcileActivities(deps),
    nowMs: Date.now(),
    run: (step, input) => environment.run(step, input),
    logLines: () => lines.map((line): LogLine => JSON.parse(line)),
    insertConnection: (row = {}) => insertConnection(database, world.nowMs, row),
    async close() {
      await Promise.all([database.close(), temporal.connection.close()]);
    },
  };
  return world;
}

const ago = (nowMs: number, ms: number | null): Date | null => (ms === null ? null : new Date(nowMs - ms));

async function insertConnection(
  { admin }: TestDatabase,
  nowMs: number,
  {
    status = 'active',
    sinceAgoMs = 3_600_000,
    consentInMs = null,
    lastSyncAgoMs = 0,
    frequencyHours = 24,
  }: NewConnection,
): Promise<ConnectionRef> {
  const ref = { clientId: randomUUID(), connectionId: randomUUID() };
  await admin(
    `insert into bank_connections (id, client_id, bank, connection_status, status_changed_at, connected_at, created_at,
                                   consent_expires_at, last_sync_at, sync_frequency_hours)
     values ($1, $2, 'dnb', $3, $4, $4, $4, $5, $6, $7)`,
    [
      ref.connectionId,
      ref.clientId,
      status,
      ago(nowMs, sinceAgoMs),
      ago(nowMs, consentInMs === null ? null : -consentInMs),
      ago(nowMs, lastSyncAgoMs),
      frequencyHours,
    ],
  );
  return ref;
}

/** How often a connection's workflow was bidden to ask the tables anew. */
export async function bellsOf({ temporal }: ReconcileWorld, connectionId: string): Promise<number> {
  const { events } = await temporal.client.workflow.getHandle(connectionWorkflowId(connectionId)).fetchHistory();
  const signals = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal ?? []);
  return signals.filter(({ signalName }) => signalName === 'lookAgain').length;
}
