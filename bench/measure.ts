import { readFileSync } from 'node:fs';
import { type RunningProcess, runningProcesses } from '../src/local/processes.ts';

/** Megabytes; null where the system does not tell (no Linux). */
export interface Memory {
  readonly residentMb: number;
  readonly peakMb: number;
}

const marks = {
  worker: /\/src\/main\.ts worker$/,
  api: /\/src\/main\.ts api$/,
  simulator: /\/simulator\/main\.ts$/,
  temporal: / server start-dev /,
  postgres: /\/postgres -D /,
} as const satisfies Record<string, RegExp>;
export type Part = keyof typeof marks;
export const parts = Object.keys(marks) as Part[];

/** The process of a part that this process has started. */
export function pidOf(part: Part): number | undefined {
  return ownProcesses(process.pid).find(({ commandLine }) => marks[part].test(commandLine))?.pid;
}

export function memoryOf(part: Part): Memory | null {
  const pid = pidOf(part);
  const status = pid === undefined ? '' : readProc(pid, 'status');
  const megabytes = (name: string): number | null => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  };
  const [residentMb, peakMb] = [megabytes('VmRSS'), megabytes('VmHWM')];
  return residentMb === null || peakMb === null ? null : { residentMb, peakMb };
}

/** Seconds of CPU that each part has used so far, with its children (PostgreSQL has one for each session). */
export function cpuSeconds(): Readonly<Record<Part, number>> {
  const entries = parts.map((part) => {
    const pid = pidOf(part);
    if (pid === undefined) return [part, 0] as const;
    const pids = [pid, ...ownProcesses(pid).map((child) => child.pid)];
    return [part, pids.reduce((sum, one) => sum + ticksOf(one) / 100, 0)] as const;
  });
  return Object.fromEntries(entries) as Record<Part, number>;
}

const ownProcesses = (parent: number): readonly RunningProcess[] =>
  runningProcesses().filter(({ pid }) => Number(statOf(pid)[1]) === parent);

/** utime, stime, and those of children that have ended; 100 ticks a second on every Linux. */
const ticksOf = (pid: number): number =>
  statOf(pid)
    .slice(11, 15)
    .reduce((sum, value) => sum + Number(value), 0);

/** Fields of /proc/<pid>/stat after the name: state, parent, … */
const statOf = (pid: number): readonly string[] => {
  const stat = readProc(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it has ended, or this is no Linux
  }
}
