import { spawn } from 'node:child_process';
import { closeSync, openSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from './lockFolder.ts';
import { findPostgresBinaries } from './postgresBinaries.ts';
import { clearLeftOverPostgres, initialiseCluster, readPostmaster } from './postgresCluster.ts';
import { readTail } from './readTail.ts';
import { hasEnded, stopProcess, whenExited } from './stopProcess.ts';

export { embeddedClusterDir } from './postgresCluster.ts';

const START_MS = 60_000; // recovery after a kill reads the log again

export interface PostgresOptions {
  /** The cluster's own folder; see `embeddedClusterDir`. As root every parent must be passable for user `postgres`. */
  readonly dataDir: string;
  readonly port: number;
  /** Of the superuser `postgres`; set when the cluster is made. */
  readonly password: string;
  /** More of postgresql.conf, for example `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningPostgres {
  readonly pid: number;
  /** Settles when the server has ended, wanted or not. */
  readonly exited: Promise<void>;
  readonly logFile: string;
  /** The superuser's URL for one of the databases. */
  readonly url: (database: string) => string;
  /** Ends the sessions and writes a checkpoint; may be called again. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL in `dataDir` on 127.0.0.1, making the cluster first where there is none, and returns when it takes
 * connections. Takes the folder's lock, and stops a server that a killed start left in it.
 * Throws `FolderInUseError`, or an error with the end of the server's log.
 *
 * The package's own wrapper is not used: it hooks SIGINT and SIGTERM, stops the database before the worker has drained,
 * and exits the process.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const lock = await lockFolder(options.dataDir);
  try {
    const binaries = await findPostgresBinaries();
    await initialiseCluster(options.dataDir, options.password, binaries);
    const dataDir = realpathSync(options.dataDir); // as the kernel names working directories
    await clearLeftOverPostgres(dataDir);
    const logFile = join(dataDir, 'server.log');
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(options.port),
      unix_socket_directories: '',
      timezone: 'UTC',
      log_timezone: 'UTC',
      ...options.settings,
    };
    // A file, not a pipe: the server must not depend on the life of this process. detached: Ctrl-C must not reach it.
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn(
      join(binaries.bin, 'postgres'),
      ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...binaries.as, cwd: dataDir, detached: true, stdio: ['ignore', log, log], env: { LC_ALL: 'C', TZ: 'UTC' } },
    );
    closeSync(log);
    const exited = whenExited(child).then(lock.release);
    const deadline = Date.now() + START_MS;
    for (;;) {
      const postmaster = readPostmaster(dataDir);
      if (postmaster !== undefined && postmaster.pid === child.pid && postmaster.status === 'ready') break;
      if (hasEnded(child) || Date.now() > deadline) {
        await stopProcess(child, exited, [['SIGQUIT', 5_000]]);
        throw new Error(`PostgreSQL did not start. The end of ${logFile}:\n${readTail(logFile)}`);
      }
      await sleep(20);
    }
    return {
      pid: child.pid ?? 0,
      exited,
      logFile,
      url: (database) =>
        `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`,
      // SIGINT ends the sessions and writes a checkpoint; SIGTERM would wait for every client to leave by itself.
      stop: () =>
        stopProcess(child, exited, [
          ['SIGINT', 20_000],
          ['SIGQUIT', 5_000],
          ['SIGKILL', 5_000],
        ]),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
