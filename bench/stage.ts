import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadSettings, type Settings } from '../src/config.ts';
import { migrate } from '../src/db/migrate.ts';
import { prepareDatabase } from '../src/db/prepareDatabase.ts';
import type { ChildSpec } from '../src/local/childProcess.ts';
import { chooseLocalPorts, provideDatabase, provideTemporalServer } from '../src/local/localParts.ts';
import { apiProcess, processEnvironment, simulatorProcess, workerProcess } from '../src/local/localProcesses.ts';
import { loadLocalSecrets } from '../src/local/localSecrets.ts';
import { choosePorts } from '../src/local/ports.ts';
import { embeddedClusterDir } from '../src/local/postgres.ts';
import { Supervisor, type SupervisorLog } from '../src/local/supervisor.ts';

/** Every part that `npm start` brings up, on ports and in a data folder of its own, without the demo client. */
export interface Stage {
  readonly apiUrl: string;
  readonly simulatorUrl: string;
  /** Of every scope and client. */
  readonly key: string;
  readonly settings: Settings;
  readonly temporalVersion: string;
  /** As superuser: to look, and to make time pass. */
  readonly database: Client;
  /** Aborted when a part has failed or Ctrl-C was pressed. */
  readonly signal: AbortSignal;
}

export interface StageOptions {
  /** Takes CPU profiles of worker and API, written when they end. */
  readonly profileDir: string | undefined;
  readonly say: (line: string) => void;
}

/** Brings the stage up, plays on it and takes it down again. The logs of a play that failed are kept. */
export async function onStage<T>(options: StageOptions, play: (stage: Stage) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kontosync-bench-'));
  await chmod(dataDir, 0o755); // the database's user must pass it
  const supervisor = new Supervisor(supervisorLog(options.say));
  let hasFailed = true;
  try {
    const stage = await bringUp(options, supervisor, dataDir);
    try {
      const result = await play(stage);
      hasFailed = false;
      return result;
    } finally {
      await stage.database.end();
    }
  } finally {
    const reason = await supervisor.stop();
    await rm(embeddedClusterDir(dataDir), { recursive: true, force: true });
    if (hasFailed) options.say(`The logs are kept: ${join(dataDir, 'logs')}`);
    else await rm(dataDir, { recursive: true, force: true });
    if (reason.kind === 'failed') options.say(reason.message);
  }
}

async function bringUp({ profileDir }: StageOptions, supervisor: Supervisor, dataDir: string): Promise<Stage> {
  const environment = await environmentFor(dataDir);
  const settings = loadSettings(environment);
  const input = { settings, environment, args: [] };
  const logsDir = join(dataDir, 'logs');
  const [ports, secrets] = await Promise.all([chooseLocalPorts(input), loadLocalSecrets(dataDir)]);
  const apiUrl = `http://localhost:${ports.api}`;
  const simulatorUrl = `http://localhost:${ports.simulator}`;
  const databaseUrl = await provideDatabase(supervisor, input, ports, secrets);
  await prepareDatabase(databaseUrl);
  await migrate(databaseUrl);
  const temporal = await provideTemporalServer(supervisor, input, ports, logsDir);
  const { namespace } = settings.temporal;
  const env = {
    ...environment,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: namespace,
    KONTOSYNC_BOOTSTRAP_KEY: secrets.demoKey,
    SECRET_KEY: secrets.secretKey,
    DNB_BASE_URL: simulatorUrl,
    SIMULATOR_REDIRECT_URIS: settings.dnb.redirectUri,
    SIMULATOR_STATE_FILE: join(dataDir, 'simulator.json'),
    ...processEnvironment,
  };
  const profiled = (spec: ChildSpec): ChildSpec =>
    profileDir === undefined ? spec : { ...spec, args: ['--cpu-prof', '--cpu-prof-dir', profileDir, ...spec.args] };
  const place = { env, logsDir };
  await supervisor.child(simulatorProcess(place, simulatorUrl));
  await supervisor.child(profiled(workerProcess(place, { address: temporal.address, namespace })));
  await supervisor.child(profiled(apiProcess(place, apiUrl)));

  const superuser = new URL(databaseUrl);
  superuser.username = 'postgres';
  superuser.password = secrets.postgresPassword;
  const database = new Client(superuser.href);
  await database.connect();
  const temporalVersion = temporal.serverVersion ?? 'unknown';
  return { apiUrl, simulatorUrl, key: secrets.demoKey, settings, temporalVersion, database, signal: supervisor.signal };
}

/** Below the ports that a system gives to outgoing connections: else one of these may take it meanwhile. */
const wish = (variable: string, wanted: number) => ({ variable, wanted, isSet: false });

/** What finds programs is the person's; the settings are the defaults, and free ports. */
async function environmentFor(dataDir: string): Promise<NodeJS.ProcessEnv> {
  const ports = await choosePorts({
    PORT: wish('PORT', 18000),
    POSTGRES_PORT: wish('POSTGRES_PORT', 15432),
    TEMPORAL_PORT: wish('TEMPORAL_PORT', 17233),
    TEMPORAL_UI_PORT: wish('TEMPORAL_UI_PORT', 18233),
    SIMULATOR_PORT: wish('SIMULATOR_PORT', 18090),
  });
  const { PATH, HOME, XDG_CACHE_HOME, TEMPORAL_CLI_PATH, SYNC_CONCURRENCY, LOG_LEVEL } = process.env;
  // The night is two hours away: what the bench makes old is due for sync/all, not for the Schedules.
  const night = new Date(Date.now() + 2 * 3_600_000).toISOString().slice(11, 16);
  return {
    PATH,
    HOME,
    XDG_CACHE_HOME,
    TEMPORAL_CLI_PATH,
    SYNC_CONCURRENCY,
    LOG_LEVEL,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    KONTOSYNC_DATA_DIR: dataDir,
    SYNC_TIME: night,
  };
}

const supervisorLog = (say: StageOptions['say']): SupervisorLog => ({
  info: () => {},
  warn: (fields, message) => say(`${message}: ${JSON.stringify(fields)}`),
  error: (fields, message) => say(`${message}: ${JSON.stringify(fields)}`),
});
