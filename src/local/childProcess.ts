import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { readTail } from './readTail.ts';
import { stopProcess, whenExited } from './stopProcess.ts';

const LOG_BYTES = 10_000_000;

export interface ChildSpec {
  readonly name: string;
  /** The script and its arguments, for the Node that runs this process. */
  readonly args: readonly string[];
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; takes its output. */
  readonly logFile: string;
  /** Start it again, a few times and with growing delays, when it dies after it was ready. */
  readonly restart: boolean;
  /** From SIGTERM to SIGKILL. */
  readonly stopMs: number;
  /** Settles when the child serves; rejects when `signal` aborts or its own deadline has passed. */
  readonly ready?: (signal: AbortSignal) => Promise<void>;
}

export interface RunningChild {
  readonly pid: number | undefined;
  readonly exited: Promise<void>;
  readonly exitStatus: () => number | null;
  /** How it ended, in words. */
  readonly outcome: () => string;
  /** The end of what this run of it wrote. */
  readonly tail: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a child in a process group of its own, so that a terminal's Ctrl-C reaches only the supervisor and the order of
 * the stop is ours. The child sees by its IPC channel when the supervisor is gone (`exitWithParent`).
 */
export function spawnChild(spec: ChildSpec): RunningChild {
  const { log, from } = openLog(spec.logFile);
  const child = spawn(process.execPath, [...spec.args], {
    detached: true,
    env: spec.env,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const exited = whenExited(child);
  return {
    pid: child.pid,
    exited,
    exitStatus: () => child.exitCode,
    outcome: () => (child.signalCode === null ? `exit status ${child.exitCode}` : `by ${child.signalCode}`),
    tail: () => readTail(spec.logFile, from),
    stop: () =>
      stopProcess(child, exited, [
        ['SIGTERM', spec.stopMs],
        ['SIGKILL', 5_000],
      ]),
  };
}

/** Appends; a file that has grown is put aside first, one generation is kept. */
function openLog(path: string): { log: number; from: number } {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES) renameSync(path, `${path}.old`);
  const log = openSync(path, 'a', 0o600);
  return { log, from: fstatSync(log).size };
}
