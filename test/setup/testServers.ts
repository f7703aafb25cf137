import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporal, withTemporalSettings } from '../../scripts/findTemporal.mjs';
import { searchAttributes } from '../../src/contracts/searchAttributes.ts';
import { freePort } from '../../src/local/ports.ts';
import { startPostgres } from '../../src/local/postgres.ts';
import { startTemporalServer } from '../../src/local/temporalServer.ts';

export interface TestServers {
  /** The superuser's URL of database `postgres`. */
  readonly adminUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  /** Temporary, deleted after the run. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

declare global {
  // oxlint-disable-next-line no-var -- only `var` declares a property of globalThis
  var kontosyncTestServers: TestServers | undefined;
}

/** One PostgreSQL (without fsync) and one Temporal server in memory, or that of TEMPORAL_ADDRESS, for a test run. */
export async function startTestServers(): Promise<TestServers> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'kontosync-test-'));
  await chmod(folder, 0o755); // as root the server is another user, who must pass
  const guardian = startGuardian();
  guardian.tell('folder', folder);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((end) => end()));
    await guardian.end();
  };
  const keep = async <S extends Server>(starting: Promise<S>): Promise<S> => {
    const server = await starting;
    if (server.pid !== undefined) guardian.tell('pid', server.pid);
    stops.push(server.stop);
    return server;
  };
  const starting = [keep(startDatabase(folder)), keep(startEngine(folder))] as const;
  try {
    const [postgres, { address, namespace }] = await Promise.all(starting);
    return { adminUrl: postgres.url('postgres'), temporalAddress: address, temporalNamespace: namespace, folder, stop };
  } catch (error) {
    await Promise.allSettled(starting); // the other one has to be there before it can be stopped
    await stop();
    throw error;
  }
}

interface Server {
  readonly pid: number | undefined;
  readonly stop: () => Promise<void>;
}

const startDatabase = async (folder: string) =>
  startPostgres({
    dataDir: join(folder, 'db'),
    port: await freePort(),
    password: randomUUID(),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });

async function startEngine(folder: string) {
  const environment = withTemporalSettings(process.env);
  const namespace = environment['TEMPORAL_NAMESPACE'] || 'default';
  const found = findTemporal(environment);
  if (found.kind === 'address') return { address: found.address, namespace, pid: undefined, stop: async () => {} };
  if (found.kind !== 'executable') throw new Error('There is no Temporal server: run the tests by `npm test`.');
  const server = await startTemporalServer({
    executable: found.path,
    port: await freePort(),
    namespace,
    searchAttributes: Object.fromEntries(Object.values(searchAttributes).map(({ name, type }) => [name, type])),
    logFile: join(folder, 'temporal.log'),
  });
  return { ...server, namespace };
}

interface Guardian {
  readonly tell: (kind: 'pid' | 'folder', value: number | string) => void;
  readonly end: () => Promise<void>;
}

/** A process that ends the servers when this run is killed. */
function startGuardian(): Guardian {
  const script = join(import.meta.dirname, 'guardian.ts');
  const child: ChildProcess = spawn(process.execPath, [script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  return {
    tell: (kind, value) => void child.stdin?.write(`${kind} ${value}\n`),
    end: async () => {
      child.ref();
      child.stdin?.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
