import { join } from 'node:path';
import type { CommandInput } from '../command.ts';
import { migrate } from '../db/migrate.ts';
import { prepareDatabase } from '../db/prepareDatabase.ts';
import { createLogger } from '../logger.ts';
import { openDataFolder } from './dataFolder.ts';
import { runDemo } from './demo.ts';
import { chooseLocalPorts, clearLeftOvers, provideDatabase, provideTemporalServer } from './localParts.ts';
import { apiProcess, processEnvironment, simulatorProcess, workerProcess } from './localProcesses.ts';
import { loadLocalSecrets } from './localSecrets.ts';
import { lockFolder } from './lockFolder.ts';
import { startNarration } from './narration.ts';
import { renderSummary } from './renderSummary.ts';
import { StoppingError, type StopReason, Supervisor } from './supervisor.ts';

/** `up`, which `npm start` calls: brings up every part, connects the demo client and shows what came of it (contract 1). */
export async function up(input: CommandInput): Promise<number> {
  const { settings } = input;
  await openDataFolder(settings.dataDir);
  const lock = await lockFolder(join(settings.dataDir, 'running'));
  try {
    const logger = createLogger({ level: settings.logLevel === 'debug' ? 'debug' : 'warn', service: 'up' });
    const supervisor = new Supervisor(logger);
    try {
      await bringUp(input, supervisor);
    } catch (error) {
      // A part that failed has begun the stop itself, with the better reason.
      if (!(error instanceof StoppingError) && !supervisor.signal.aborted) {
        await supervisor.stop();
        throw error;
      }
    }
    return conclude(await supervisor.stopped);
  } finally {
    lock.release();
  }
}

async function bringUp(input: CommandInput, supervisor: Supervisor): Promise<void> {
  const { settings, environment } = input;
  const narration = startNarration();
  const logsDir = join(settings.dataDir, 'logs');
  const putAside = await clearLeftOvers(settings);
  if (putAside !== null) narration.tell(`An earlier database without its secrets was put aside: ${putAside}`);
  const [ports, secrets] = await Promise.all([chooseLocalPorts(input), loadLocalSecrets(settings.dataDir)]);
  const apiUrl = `http://localhost:${ports.api}`;
  const simulatorUrl = settings.dnb.baseUrl === undefined ? `http://localhost:${ports.simulator}` : undefined;
  const key = settings.bootstrapKey ?? secrets.demoKey;

  narration.step('PostgreSQL');
  const databaseUrl = await provideDatabase(supervisor, input, ports, secrets);
  narration.step('database schema');
  await prepareDatabase(databaseUrl);
  await migrate(databaseUrl);
  narration.step('Temporal');
  const temporal = await provideTemporalServer(supervisor, input, ports, logsDir);

  const env = {
    ...environment,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: settings.temporal.namespace,
    TEMPORAL_UI_URL: temporal.uiUrl,
    KONTOSYNC_DATA_DIR: settings.dataDir,
    KONTOSYNC_BOOTSTRAP_KEY: key,
    SECRET_KEY: settings.secretKey ?? secrets.secretKey,
    DNB_BASE_URL: settings.dnb.baseUrl ?? simulatorUrl,
    SIMULATOR_PORT: String(ports.simulator),
    SIMULATOR_REDIRECT_URIS: settings.dnb.redirectUri,
    SIMULATOR_STATE_FILE: join(settings.dataDir, 'simulator.json'),
    ...processEnvironment,
  };
  const place = { env, logsDir };
  if (simulatorUrl !== undefined) {
    narration.step('bank simulator');
    await supervisor.child(simulatorProcess(place, simulatorUrl));
  }
  narration.step('worker');
  await supervisor.child(workerProcess(place, { address: temporal.address, namespace: settings.temporal.namespace }));
  narration.step('API');
  await supervisor.child(apiProcess(place, apiUrl));

  const withDemo = settings.demo ?? simulatorUrl !== undefined;
  if (withDemo && simulatorUrl !== undefined) narration.step('demo client');
  const demo =
    withDemo && simulatorUrl !== undefined
      ? await runDemo({ apiUrl, simulatorUrl, key, clientId: secrets.demoClientId, signal: supervisor.signal })
      : null;
  const elapsedMs = narration.end();
  if (supervisor.signal.aborted) return;
  process.stdout.write(
    renderSummary({
      demo,
      apiUrl,
      temporalUiUrl: temporal.uiUrl ?? null,
      temporalVersion: temporal.serverVersion ?? null,
      simulatorUrl: simulatorUrl ?? null,
      key,
      logsDir,
      elapsedMs,
    }),
  );
}

function conclude(reason: StopReason): number {
  if (reason.kind === 'failed') {
    process.stderr.write(`${reason.message}\n`);
    return 1;
  }
  process.stdout.write('Everything has stopped.\n');
  return 0;
}
