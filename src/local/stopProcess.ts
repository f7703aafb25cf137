import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendSignal } from './processes.ts';

/** A signal, and how long it may take before the next, harder one. */
export type StopStep = readonly [signal: NodeJS.Signals, waitMs: number];

/** Settles when the process has ended; a process that could not be started counts as ended. */
export const whenExited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (hasEnded(child)) resolve();
    child.once('exit', () => resolve());
    child.once('error', () => child.pid === undefined && resolve());
  });

export const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** Asks a process to end, each time harder. The last step is for its whole group. */
export async function stopProcess(
  child: ChildProcess,
  exited: Promise<void>,
  steps: readonly StopStep[],
): Promise<void> {
  for (const [signal, waitMs] of steps) {
    if (child.pid === undefined || hasEnded(child)) return;
    sendSignal(signal === 'SIGKILL' ? -child.pid : child.pid, signal);
    if (await Promise.race([exited.then(() => true), sleep(waitMs, false, { ref: false })])) return;
  }
}
