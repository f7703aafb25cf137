import { randomUUID } from 'node:crypto';
import { addDays, bankToday } from '../src/domain/calendarDate.ts';
import { faultsOf } from './backfill.ts';
import { type ConnectedAccount, connectAccount, openAccount, requestSyncAll } from './erp.ts';
import { cpuSeconds, type Part, parts } from './measure.ts';
import { compareWithBank, untilFinished } from './runs.ts';
import type { Stage } from './stage.ts';

const clients = 20;
const rows = 100;
/** Within the days that every sync reads again, so that a night reads all of them: two pages. */
const days = 10;
/** Yesterday's and today's: a first sync of today alone would leave no day that is surely complete. */
const firstRows = (rows / days) * 2;
const connectsAtOnce = 8;
const deadlineMs = 15 * 60_000;

export interface Connected {
  readonly accounts: readonly ConnectedAccount[];
  readonly seconds: number;
  readonly problems: readonly string[];
}

/**
 * Connects so many accounts of 20 clients and waits for their first syncs. These read two days only, so that most rows
 * are new to the night.
 */
export async function connectMany(stage: Stage, count: number): Promise<Connected> {
  const clientIds = Array.from({ length: clients }, () => randomUUID());
  const yesterday = addDays(bankToday(Date.now(), 'Europe/Oslo'), -1);
  const accounts: ConnectedAccount[] = [];
  const begunAt = Date.now();
  let next = 0;
  const connectSome = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) {
      const clientId = clientIds[number % clients] ?? randomUUID();
      const account = await openAccount(stage, { clientId, rows, days });
      accounts.push(await connectAccount(stage, account, yesterday));
    }
  };
  await Promise.all(Array.from({ length: connectsAtOnce }, connectSome));
  const runs = await untilFinished(stage, idsOf(accounts), begunAt, deadlineMs);
  const problems = runs.flatMap((run) => faultsOf(run, { rows: firstRows, newRows: firstRows }));
  return { accounts, seconds: (Date.now() - begunAt) / 1000, problems };
}

export interface Night {
  /** From the first start to the last end. */
  readonly seconds: number;
  readonly runsPerSecond: number;
  /** How long the runs took, from start to end, in seconds. */
  readonly median: number;
  readonly longest: number;
  /** CPU that a run cost each part, in milliseconds. */
  readonly cpuMs: Readonly<Record<Part, number>>;
  readonly problems: readonly string[];
}

/** Syncs all of them at once by sync/all. `isQuiet`: every row is known already. */
export async function measureNight(
  stage: Stage,
  accounts: readonly ConnectedAccount[],
  isQuiet: boolean,
): Promise<Night> {
  const ids = idsOf(accounts);
  // Twelve hours must lie between an attempt, or a call, and the next call.
  await stage.database.query(
    `update bank_connections set last_attempt_at = now() - interval '13 hours', claim_id = null where id = any($1)`,
    [ids],
  );
  const before = cpuSeconds();
  const askedAt = Date.now();
  const triggered = await requestSyncAll(stage);
  const runs = await untilFinished(stage, ids, askedAt, deadlineMs);
  const after = cpuSeconds();

  const seconds =
    (Math.max(...runs.map((run) => run.finishedAt)) - Math.min(...runs.map((run) => run.startedAt))) / 1000;
  const durations = runs.map((run) => (run.finishedAt - run.startedAt) / 1000).toSorted((a, b) => a - b);
  const problems = runs.flatMap((run) => [
    ...faultsOf(run, { rows, newRows: isQuiet ? 0 : rows - firstRows }),
    ...(run.pages === 2 ? [] : [`a run read ${run.pages} pages, not 2`]),
  ]);
  if (triggered !== ids.length) problems.push(`sync/all triggered ${triggered} of ${ids.length} connections`);
  if (runs.length !== ids.length) problems.push(`${runs.length} runs for ${ids.length} connections`);
  problems.push(...(await compareWithBank(stage, accounts)));
  const cpuMs = parts.map((part) => [part, Math.round(((after[part] - before[part]) * 1000) / runs.length)] as const);
  return {
    seconds,
    runsPerSecond: runs.length / seconds,
    median: durations[Math.floor(durations.length / 2)] ?? 0,
    longest: durations.at(-1) ?? 0,
    cpuMs: Object.fromEntries(cpuMs) as Record<Part, number>,
    problems,
  };
}

const idsOf = (accounts: readonly ConnectedAccount[]): string[] => accounts.map(({ connectionId }) => connectionId);
