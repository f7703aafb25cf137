import { spawn } from 'node:child_process';
import { closeSync, openSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { isFree } from './ports.ts';
import { type RunningProcess, runningProcesses, sendSignal, waitUntilGone } from './processes.ts';
import { readTail } from './readTail.ts';
import { hasEnded, stopProcess, whenExited } from './stopProcess.ts';

const START_MS = 60_000;

export interface TemporalServerOptions {
  /** The `temporal` command line program; see `scripts/findTemporal.mjs`. */
  readonly executable: string;
  readonly port: number;
  /** Without one there is no Web UI. */
  readonly uiPort?: number;
  readonly namespace: string;
  /** Absolute. Without one all is kept in memory. */
  readonly dbFile?: string;
  /** Name → type, in the SDK's words (`KEYWORD`, `INT`, `DATETIME`). */
  readonly searchAttributes: Readonly<Record<string, string>>;
  readonly logFile: string;
}

export interface RunningTemporalServer {
  readonly address: string;
  readonly pid: number;
  /** As the server says it, for example `1.31.2`: which features work depends on it. */
  readonly serverVersion: string;
  /** Settles when the server has ended, wanted or not. */
  readonly exited: Promise<void>;
  readonly logFile: string;
  /** May be called again. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts Temporal's development server on 127.0.0.1, in a process group of its own, and returns when the namespace
 * answers. The caller holds the data folder's lock: a server that works on `dbFile` counts as left over and is stopped.
 * Throws with the end of the server's log.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<RunningTemporalServer> {
  if (options.dbFile !== undefined) await clearLeftOverTemporal(options.dbFile);
  if (!(await isFree(options.port)))
    throw new Error(`The Temporal server did not start: port ${options.port} is taken.`);
  await mkdir(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a', 0o600);
  // An environment of its own: the program would read TEMPORAL_* as flags.
  const env = { HOME: dirname(options.logFile), LC_ALL: 'C', TZ: 'UTC' };
  const child = spawn(options.executable, serverArguments(options), {
    ...(options.dbFile === undefined ? {} : { cwd: dirname(options.dbFile) }),
    detached: true,
    stdio: ['ignore', log, log],
    env,
  });
  closeSync(log);
  const exited = whenExited(child);
  const stop = () =>
    stopProcess(child, exited, [
      ['SIGTERM', 10_000],
      ['SIGKILL', 5_000],
    ]);
  const address = `127.0.0.1:${options.port}`;
  for (const deadline = Date.now() + START_MS; ; await sleep(100)) {
    const serverVersion = await askVersion(address, options.namespace).catch(() => undefined);
    if (serverVersion !== undefined && !hasEnded(child))
      return { address, pid: child.pid ?? 0, serverVersion, exited, logFile: options.logFile, stop };
    if (!hasEnded(child) && Date.now() < deadline) continue;
    await stop();
    throw new Error(
      `The Temporal server (${options.executable}) did not start. The end of ${options.logFile}:\n${readTail(options.logFile)}`,
    );
  }
}

/** The version of the server at an address, once the namespace is there. Rejects when it does not answer. */
export async function askVersion(address: string, namespace: string): Promise<string> {
  // A shared subchannel backs off for a second when the port does not listen yet.
  const channelArgs = { 'grpc.use_local_subchannel_pool': 1 };
  const connection = await Connection.connect({ address, connectTimeout: 2_000, channelArgs });
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return (await connection.workflowService.getSystemInfo({})).serverVersion ?? '';
  } finally {
    await connection.close();
  }
}

const typeNames = {
  TEXT: 'Text',
  KEYWORD: 'Keyword',
  INT: 'Int',
  DOUBLE: 'Double',
  BOOL: 'Bool',
  DATETIME: 'Datetime',
  KEYWORD_LIST: 'KeywordList',
} as const;
const isTypeName = (type: string): type is keyof typeof typeNames => Object.hasOwn(typeNames, type);

/** The server hands the name to SQLite as a URI: a path with these is named from its own folder, where the server works. */
const nameFor = (dbFile: string): string => (/[%?#]/.test(dbFile) ? basename(dbFile) : dbFile);

const repeated = (flag: string, values: readonly string[]): string[] => values.flatMap((value) => [flag, value]);

function serverArguments(options: TemporalServerOptions): string[] {
  const attributes = Object.entries(options.searchAttributes).map(
    ([name, type]) => `${name}=${isTypeName(type) ? typeNames[type] : type}`,
  );
  return [
    ...`server start-dev --ip 127.0.0.1 --port ${options.port} --log-level warn`.split(' '),
    '--namespace',
    options.namespace,
    ...(options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
    ...repeated('--search-attribute', attributes),
    // The default waits for fsync at each step: a quarter of the throughput.
    ...(options.dbFile === undefined
      ? []
      : [
          '--db-filename',
          nameFor(options.dbFile),
          ...repeated('--sqlite-pragma', ['journal_mode=wal', 'synchronous=normal']),
        ]),
    ...repeated('--dynamic-config-value', [
      'history.transferProcessorMaxPollRPS=500', // default 20: 50 ms for each step of an idle server
      'matching.numTaskqueueReadPartitions=1',
      'matching.numTaskqueueWritePartitions=1',
    ]),
  ];
}

/** A server has a process group of its own, so it outlives a SIGKILL of its starter, and two must not share a file. */
export async function clearLeftOverTemporal(dbFile: string): Promise<void> {
  const name = nameFor(dbFile);
  const folder = realpathSync(dirname(dbFile));
  const isServer = ({ commandLine, workingDirectory }: RunningProcess): boolean =>
    commandLine.includes(' start-dev ') &&
    commandLine.includes(` --db-filename ${name} `) &&
    (name === dbFile || workingDirectory === folder);
  for (const [signal, waitMs] of [
    ['SIGTERM', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    for (const { pid } of runningProcesses().filter(isServer)) sendSignal(pid, signal);
    if (await waitUntilGone(isServer, waitMs)) return;
  }
  throw new Error(`An old Temporal server on ${dbFile} does not stop.`);
}
