import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Writable } from 'node:stream';
import type { SimulatorOptions } from '../../simulator/options.ts';
import { startSimulator } from '../../simulator/startSimulator.ts';
import type { TlsAddress } from '../../simulator/tls/tlsListener.ts';
import { createApiKey } from '../../src/api/createApiKey.ts';
import { unlimited } from '../../src/api/rates/rates.ts';
import { startApi } from '../../src/api/startApi.ts';
import type { BankLimits } from '../../src/bank/bankLimits.ts';
import { systemClock } from '../../src/clock.ts';
import { loadSettings } from '../../src/config.ts';
import type { TaskQueues } from '../../src/contracts/ids.ts';
import { scopes } from '../../src/contracts/scopes.ts';
import { freePort } from '../../src/local/ports.ts';
import { createLogger, type Logger } from '../../src/logger.ts';
import { openCodec, openFoundation } from '../../src/startUp.ts';
import { type ConnectedTemporal, connectTemporal, temporalEndpoint } from '../../src/temporal/connectTemporal.ts';
import { createTemporalEngine } from '../../src/temporal/temporalEngine.ts';
import { installRuntime } from '../../src/worker/installRuntime.ts';
import { temporaryFolder } from '../integration/local/temporaryFolder.ts';
import { openTestDatabase, type TestDatabase } from '../setup/testDatabase.ts';
import { type BankControl, createBankControl } from './bankControl.ts';
import { type Caller, createCaller } from './caller.ts';
import { createPresence } from './presence.ts';
import { type SeenSecrets, watchSecrets } from './watchSecrets.ts';
import { startTestWorkers } from './workerParts.ts';

export interface WorldOptions {
  readonly simulator?: Omit<SimulatorOptions, 'redirectUris' | 'port' | 'host'>;
  /** Beside those that point the program at the world's parts: `SYNC_TIME`, … */
  readonly environment?: Readonly<Record<string, string>>;
  readonly bankPatienceMs?: number;
  readonly bankLimits?: Partial<BankLimits>;
  readonly inlineWaitMs?: number;
  /** Shortened days of the consents' clocks; `simulator.consentLifeMs` goes with it. */
  readonly consentDayMs?: number;
  /** `elsewhere`: the test runs a worker of its own, by `environment` and `queues`. */
  readonly workers?: 'here' | 'elsewhere';
}

/** All of Kontosync with real parts: database, bank, Temporal, worker and API, of which only the servers are shared. */
export interface World {
  readonly database: TestDatabase;
  readonly bank: BankControl;
  /** As an ERP calls, with a key for every client and scope. */
  readonly erp: Caller;
  /** Of a key for these clients only. */
  erpOf(clientIds: readonly string[]): Promise<Caller>;
  readonly temporal: ConnectedTemporal;
  readonly queues: TaskQueues;
  /** Of the program, to start another worker by. */
  readonly environment: Readonly<Record<string, string>>;
  readonly bundleFile: string;
  /** What API and worker have logged so far, at level `trace`. */
  logText(): string;
  readonly seenSecrets: SeenSecrets;
  /** What the API has answered to the ERP so far. */
  answersText(): string;
  close(): Promise<void>;
}

const fromSetup = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error('this test needs the servers: run it by npm');
  return value;
};

const byCertificate = ({ url, caFile, certFile, keyFile }: TlsAddress): Record<string, string> => ({
  DNB_BASE_URL: url,
  DNB_TLS_CA_FILE: caFile,
  DNB_TLS_CERT_FILE: certFile,
  DNB_TLS_KEY_FILE: keyFile,
});

let hasRuntime = false;
/** Once a process (a test file), before anything of the SDK. */
function provideRuntime(logger: Logger): void {
  if (!hasRuntime) installRuntime(logger);
  hasRuntime = true;
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const end of closers.splice(0).toReversed()) await end().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(options: WorldOptions, closers: (() => Promise<unknown>)[]): Promise<Omit<World, 'close'>> {
  const keep = <T extends { close(): Promise<unknown> }>(part: T): T => {
    closers.push(() => part.close());
    return part;
  };
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger({ level: 'trace', service: 'test' }, stream);
  provideRuntime(logger);

  const dataDir = await temporaryFolder();
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  const database = keep(await openTestDatabase());
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${port}/api/dnb/oauth/callback`;
  const { url, tls } = keep(await startSimulator({ ...options.simulator, redirectUris: [redirectUri] }));
  const environment = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: fromSetup('TEST_TEMPORAL_ADDRESS'),
    TEMPORAL_NAMESPACE: fromSetup('TEST_TEMPORAL_NAMESPACE'),
    DNB_BASE_URL: url,
    ...(tls === null ? {} : byCertificate(tls)),
    DNB_REDIRECT_URI: redirectUri,
    SECRET_KEY: `${randomUUID()}${randomUUID()}`,
    KONTOSYNC_DATA_DIR: dataDir,
    ...options.environment,
  };
  const settings = loadSettings(environment);
  const name = randomUUID();
  const queues = { interactive: `interactive-${name}`, batch: `batch-${name}` };
  const bundleFile = fromSetup('TEST_WORKFLOW_BUNDLE');
  const seenSecrets: SeenSecrets = new Map();

  const temporal = connectTemporal(temporalEndpoint(environment), openCodec(settings));
  keep(temporal.connection);
  if (options.workers !== 'elsewhere')
    keep(
      await startTestWorkers({
        environment,
        queues,
        bundle: { codePath: bundleFile },
        logger: logger.child({ part: 'worker' }),
        consentDayMs: options.consentDayMs,
        watchBank: (bank) => watchSecrets(bank, seenSecrets),
        ...(options.bankLimits === undefined ? {} : { bankLimits: options.bankLimits }),
      }),
    );
  const { orm, cipher, keyring, bank, codec } = keep(
    await openFoundation(settings, { applicationName: 'test api', poolSize: 10, logger }),
  );
  const { bankPatienceMs } = options;
  const engine = createTemporalEngine(temporal, {
    queues,
    concurrency: settings.sync.concurrency,
    uiUrl: 'http://localhost:8233',
    ...(bankPatienceMs === undefined ? {} : { bankPatienceMs }),
  });
  const deps = {
    settings: {
      redirectUri,
      scope: settings.dnb.scope,
      sandbox: true,
      syncTime: settings.sync.time,
      syncTimeZone: settings.sync.timeZone,
      trustedProxies: [],
      webhookPrivateHosts: new Set<string>(),
      mostInFlight: null,
    },
    orm,
    engine,
    cipher,
    keyring,
    descriptor: bank.descriptor,
    bank,
    clock: systemClock,
    rates: unlimited,
    logger: logger.child({ part: 'api' }),
    inlineWaitMs: options.inlineWaitMs ?? 25_000,
    ...(codec === undefined ? {} : { codecEndpoint: { codec, uiUrl: 'http://localhost:8233' } }),
    isShuttingDown: () => false,
  };
  keep(await startApi({ deps, port, host: '127.0.0.1' }));
  const bankControl = keep(createBankControl(url));
  const answers: string[] = [];
  const presence = createPresence(bankControl, database);
  closers.push(() => presence.check());
  const erpFor = async (clients: 'all' | readonly string[]): Promise<Caller> => {
    const { text } = await createApiKey(orm, { name: 'erp', scopes, clients, environment: 'test' });
    const caller = keep(createCaller(`http://127.0.0.1:${port}`, { authorization: `Bearer ${text}` }));
    return presence.watch({
      ...caller,
      async call(...request) {
        const answer = await caller.call(...request);
        answers.push(JSON.stringify(answer.body));
        return answer;
      },
    });
  };
  return {
    database,
    bank: {
      ...bankControl,
      async forgetRequests() {
        await presence.check();
        await bankControl.forgetRequests();
      },
    },
    erp: await erpFor('all'),
    erpOf: erpFor,
    temporal,
    queues,
    environment,
    bundleFile,
    logText: () => lines.join(''),
    answersText: () => answers.join('\n'),
    seenSecrets,
  };
}
