import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import type { ActivityDeps } from '../../../src/activities/activityDeps.ts';
import { createLifecycleActivities } from '../../../src/activities/lifecycle/lifecycleActivities.ts';
import type { BankPort } from '../../../src/bank/port.ts';
import type { Cipher } from '../../../src/security/cipher.ts';
import type { Keyring } from '../../../src/security/keyring.ts';
import { type ConnectedTemporal, connectTemporal, temporalEndpoint } from '../../../src/temporal/connectTemporal.ts';
import type { Engine } from '../../../src/temporal/engine.ts';
import { createTemporalEngine, type EngineSettings } from '../../../src/temporal/temporalEngine.ts';
import { reportActivities } from '../../../src/worker/reportActivities.ts';
import type { TestDatabase } from '../../setup/testDatabase.ts';
import { temporaryFolder } from '../local/temporaryFolder.ts';
import { createStubBank, type StubBank } from './stubBank.ts';

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

/** The lifecycle on a real Temporal server, with a worker and a queue of its own; the bank is a stub across the port. */
export interface EngineWorld {
  readonly bank: StubBank;
  readonly deps: ActivityDeps;
  readonly steps: ReturnType<typeof createLifecycleActivities>;
  readonly temporal: ConnectedTemporal;
  readonly queue: string;
  /** Engines differ in the lives that they give to workflows. */
  engine(lives?: Pick<EngineSettings, 'attemptLifeMs' | 'grantLifeMs'>): Engine;
  close(): Promise<void>;
}

export async function openEngineWorld({
  database,
  cipher,
  keyring,
  port,
}: {
  readonly database: TestDatabase;
  readonly cipher: Cipher;
  readonly keyring: Keyring;
  /** In place of the stub. */
  readonly port?: BankPort;
}): Promise<EngineWorld> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  const namespace = process.env['TEST_TEMPORAL_NAMESPACE'] ?? 'default';
  const bundle = process.env['TEST_WORKFLOW_BUNDLE'] ?? '';
  const queue = `lifecycle-${randomUUID()}`;
  const bank = createStubBank();
  const spillDir = await temporaryFolder();
  const logger = pino({ level: 'silent' });
  const deps: ActivityDeps = {
    orm: database.orm,
    bank: port ?? bank,
    cipher,
    keyring,
    clock: { now: Date.now },
    logger,
    settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir },
  };
  const steps = createLifecycleActivities(deps);
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: queue,
    workflowBundle: { codePath: bundle },
    activities: steps,
    interceptors: { activity: [reportActivities(logger)] },
    maxConcurrentActivityTaskExecutions: 5,
  });
  const running = worker.run();
  const temporal = connectTemporal(temporalEndpoint({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }));
  return {
    bank,
    deps,
    steps,
    temporal,
    queue,
    engine: (lives = {}) =>
      createTemporalEngine(temporal, {
        queues: { interactive: queue, batch: queue },
        concurrency: 5,
        uiUrl: null,
        ...lives,
      }),
    async close() {
      worker.shutdown();
      await running;
      await Promise.all([connection.close(), temporal.connection.close()]);
      await rm(spillDir, { recursive: true, force: true });
    },
  };
}
