import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunningProcess {
  readonly pid: number;
  readonly commandLine: string;
  /** '' where it cannot be read: another user's process, or no Linux. */
  readonly workingDirectory: string;
}

const attempt = (read: () => string): string => {
  try {
    return read();
  } catch {
    return ''; // it ended meanwhile, or belongs to another user
  }
};

/** Every process of this machine that can be seen, save this one. */
export function runningProcesses(): RunningProcess[] {
  return (process.platform === 'linux' ? fromProc() : fromPs()).filter(({ pid }) => pid > 0 && pid !== process.pid);
}

function fromProc(): RunningProcess[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .map((pid) => ({
      pid,
      commandLine: attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()),
      workingDirectory: attempt(() => readlinkSync(`/proc/${pid}/cwd`)),
    }));
}

function fromPs(): RunningProcess[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.map((line) => {
    const [, pid = '0', commandLine = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), commandLine, workingDirectory: '' };
  });
}

/** Sends a signal to a process, or with a negative number to its group. False when there is none any more. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Waits until no process fits any more; true when that came to pass within `deadlineMs`. */
export async function waitUntilGone(
  fits: (candidate: RunningProcess) => boolean,
  deadlineMs: number,
): Promise<boolean> {
  for (const deadline = Date.now() + deadlineMs; runningProcesses().some(fits); await sleep(50))
    if (Date.now() > deadline) return false;
  return true;
}
