import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Client } from 'pg';
import type { Stage } from './stage.ts';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `atMost` or `atLeast` so much. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
  readonly note?: string;
}

export interface Report {
  readonly machine: Readonly<Record<string, string>>;
  readonly figures: readonly Figure[];
  /** What is wrong with the data; empty: nothing. */
  readonly problems: readonly string[];
  /** What is said where nothing is wrong. */
  readonly verdict?: string;
}

/** Where and with what the figures were made; a figure without them says little. */
export async function describeMachine({ database, settings, temporalVersion }: Stage): Promise<Report['machine']> {
  return {
    commit: describeCommit(),
    ...describeHost(),
    ...(await describeDatabase(database)),
    temporal: `${temporalVersion}, file with WAL, synchronous normal`,
    'syncs at once': String(settings.sync.concurrency),
  };
}

export const describeHost = (): Report['machine'] => ({
  cores: `${availableParallelism()} (${cpus()[0]?.model ?? 'unknown'})`,
  memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
  node: process.version,
  'load before': loadavg()
    .map((load) => load.toFixed(2))
    .join(' '),
});

export async function describeDatabase(database: Client): Promise<Report['machine']> {
  const { rows } = await database.query<{ version: string; fsync: string; commit: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as commit`,
  );
  const [postgres] = rows;
  return { postgresql: `${postgres?.version}, fsync ${postgres?.fsync}, synchronous_commit ${postgres?.commit}` };
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The commit that was measured. */
export function describeCommit(): string {
  try {
    return `${git('rev-parse', '--short', 'HEAD').trim()}${git('status', '--porcelain') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
}

const isMet = ({ value, target }: Figure): boolean =>
  target === undefined || ('atMost' in target ? value <= target.atMost : value >= target.atLeast);

function targetOf(figure: Figure): string {
  const { target, unit } = figure;
  if (target === undefined) return '';
  const bound = 'atMost' in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
  return `${bound} ${unit}${isMet(figure) ? '' : '  MISSED'}`;
}

const digits = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));

/** For people. */
export function renderTable({
  machine,
  figures,
  problems,
  verdict: right = 'Every count and sum equals the bank’s.',
}: Report): string {
  const heads = Object.entries(machine).map(([name, value]) => `${name.padEnd(14)} ${value}`);
  const width = Math.max(...figures.map(({ name }) => name.length));
  const rows = figures.map((figure) => {
    const value = `${digits(figure.value).padStart(8)} ${figure.unit.padEnd(7)}`;
    return `${figure.name.padEnd(width)} ${value} ${targetOf(figure).padEnd(18)} ${figure.note ?? ''}`.trimEnd();
  });
  const verdict = problems.length === 0 ? [right] : ['WRONG DATA:', ...problems];
  return [...heads, '', ...rows, '', ...verdict, ''].join('\n');
}

/** For programs. */
export const renderJson = (report: Report): string =>
  `${JSON.stringify({ ...report, figures: report.figures.map((figure) => ({ ...figure, met: isMet(figure) })) }, null, 2)}\n`;
