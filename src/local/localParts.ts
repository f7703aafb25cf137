import { existsSync, realpathSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findTemporal, withTemporalSettings } from '../../scripts/findTemporal.mjs';
import type { CommandInput } from '../command.ts';
import { ConfigurationError, defaultPorts, type Settings } from '../config.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { prepareLocalDatabase } from './localDatabase.ts';
import { type LocalSecrets, secretsFile } from './localSecrets.ts';
import { lockFolder } from './lockFolder.ts';
import { choosePorts, type PortWish } from './ports.ts';
import { embeddedClusterDir, startPostgres } from './postgres.ts';
import { clearLeftOverPostgres } from './postgresCluster.ts';
import type { Supervisor } from './supervisor.ts';
import { clearLeftOverTemporal, startTemporalServer } from './temporalServer.ts';

export interface LocalPorts {
  readonly api: number;
  readonly postgres: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly simulator: number;
}

/**
 * Stops the servers that a killed start has left on this data, before ports are chosen: they hold the ports that this
 * start is to have. A cluster whose secrets are gone with the data folder (as root it lies elsewhere) can be opened by
 * nobody any more: it is put aside, and the place is returned; one generation is kept. The caller holds the data folder's
 * lock. Throws `FolderInUseError`.
 */
export async function clearLeftOvers({
  dataDir,
  databaseUrl,
  temporal,
}: Pick<Settings, 'dataDir' | 'databaseUrl' | 'temporal'>): Promise<string | null> {
  const cluster = embeddedClusterDir(dataDir);
  let putAside: string | null = null;
  if (databaseUrl === undefined && existsSync(cluster)) {
    const lock = await lockFolder(cluster);
    try {
      await clearLeftOverPostgres(realpathSync(cluster));
      if (!existsSync(secretsFile(dataDir))) {
        putAside = `${cluster}.old`;
        await rm(putAside, { recursive: true, force: true });
        await rename(cluster, putAside);
      }
    } finally {
      lock.release();
    }
  }
  if (temporal.address === undefined) await clearLeftOverTemporal(join(dataDir, 'temporal.db'));
  return putAside;
}

const wish = (variable: string, set: number | undefined, wanted: number): PortWish => ({
  variable,
  wanted: set ?? wanted,
  isSet: set !== undefined,
});

/** Ports of all parts; a taken one is replaced where nobody has set it (contract 2). */
export function chooseLocalPorts({ settings }: CommandInput): Promise<LocalPorts> {
  const { localPorts } = settings;
  return choosePorts({
    // The redirect URI that is registered at the bank hangs on it: never another one.
    api: { variable: 'PORT', wanted: settings.port, isSet: true },
    postgres: wish('POSTGRES_PORT', localPorts.postgres, defaultPorts.postgres),
    temporal: wish('TEMPORAL_PORT', localPorts.temporal, defaultPorts.temporal),
    temporalUi: wish('TEMPORAL_UI_PORT', localPorts.temporalUi, defaultPorts.temporalUi),
    simulator: wish('SIMULATOR_PORT', localPorts.simulator, defaultPorts.simulator),
  });
}

/** The database of the settings, else the embedded one. */
export async function provideDatabase(
  supervisor: Supervisor,
  { settings }: CommandInput,
  ports: LocalPorts,
  secrets: LocalSecrets,
): Promise<string> {
  if (settings.databaseUrl !== undefined) return settings.databaseUrl;
  const postgres = await supervisor.service('PostgreSQL', () =>
    startPostgres({
      dataDir: embeddedClusterDir(settings.dataDir),
      port: ports.postgres,
      password: secrets.postgresPassword,
    }),
  );
  return prepareLocalDatabase(postgres, ports.postgres, secrets);
}

export interface ProvidedTemporal {
  readonly address: string;
  readonly uiUrl: string | undefined;
  readonly serverVersion: string | undefined;
}

/** The Temporal server of the settings, else a local one with its Web UI. Throws `ConfigurationError`. */
export async function provideTemporalServer(
  supervisor: Supervisor,
  { settings, environment }: CommandInput,
  ports: LocalPorts,
  logsDir: string,
): Promise<ProvidedTemporal> {
  const { address, namespace, uiUrl } = settings.temporal;
  if (address !== undefined) return { address, uiUrl, serverVersion: undefined };
  const found = findTemporal(withTemporalSettings(environment));
  if (found.kind !== 'executable')
    throw new ConfigurationError('There is no Temporal server: start by `npm start`, which fetches one.');
  const server = await supervisor.service('Temporal', () =>
    startTemporalServer({
      executable: found.path,
      port: ports.temporal,
      uiPort: ports.temporalUi,
      namespace,
      dbFile: join(settings.dataDir, 'temporal.db'),
      searchAttributes: Object.fromEntries(Object.values(searchAttributes).map(({ name, type }) => [name, type])),
      logFile: join(logsDir, 'temporal.log'),
    }),
  );
  return {
    address: server.address,
    uiUrl: uiUrl ?? `http://localhost:${ports.temporalUi}`,
    serverVersion: server.serverVersion,
  };
}
