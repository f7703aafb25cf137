import { randomUUID } from 'node:crypto';
import { addDays, bankToday } from '../src/domain/calendarDate.ts';
import { until } from '../src/local/readiness.ts';
import { connectAccount, openAccount, requestSync } from './erp.ts';
import { pidOf } from './measure.ts';
import { compareWithBank, type FinishedRun, listRuns, untilFinished } from './runs.ts';
import type { Stage } from './stage.ts';

const days = 80;
const deadlineMs = 10 * 60_000;

export interface Backfill {
  /** From the call of connect to the end of the run. */
  readonly seconds: number;
  readonly pages: number;
  readonly problems: readonly string[];
}

/** The first sync of one account, and a second one of the same dates, which finds nothing new. */
export async function measureBackfill(
  stage: Stage,
  rows: number,
): Promise<{ readonly first: Backfill; readonly again: Backfill }> {
  const account = await connectAccount(stage, await openAccount(stage, { clientId: randomUUID(), rows, days }));
  const { connectionId } = account;
  const first = await untilEnd(stage, connectionId, account.connectCalledAt);
  const problems = [...faultsOf(first, { rows, newRows: rows }), ...(await compareWithBank(stage, [account]))];

  const askedAt = Date.now();
  await requestSync(stage, connectionId, addDays(bankToday(askedAt, 'Europe/Oslo'), -days));
  const again = await untilEnd(stage, connectionId, askedAt);
  const problemsAgain = [...faultsOf(again, { rows, newRows: 0 }), ...(await compareWithBank(stage, [account]))];
  return {
    first: { seconds: (first.finishedAt - account.connectCalledAt) / 1000, pages: first.pages, problems },
    again: { seconds: (again.finishedAt - askedAt) / 1000, pages: again.pages, problems: problemsAgain },
  };
}

/** The same, but the worker is killed when a third of the pages are read; the supervisor starts it again. */
export async function measureKilledBackfill(stage: Stage, rows: number): Promise<Backfill & { pagesAtKill: number }> {
  const account = await connectAccount(stage, await openAccount(stage, { clientId: randomUUID(), rows, days }));
  const { connectionId, connectCalledAt } = account;
  let pagesAtKill = 0;
  await until('a third of the pages are read', stage.signal, deadlineMs, async () => {
    const [run] = await listRuns(stage, [connectionId], connectCalledAt);
    pagesAtKill = run?.pages ?? 0;
    return pagesAtKill >= rows / 50 / 3;
  });
  const pid = pidOf('worker');
  if (pid === undefined) throw new Error('the worker is not found: its process can be seen on Linux only');
  process.kill(pid, 'SIGKILL');
  const run = await untilEnd(stage, connectionId, connectCalledAt);
  return {
    seconds: (run.finishedAt - connectCalledAt) / 1000,
    pages: run.pages,
    pagesAtKill,
    problems: [...faultsOf(run, { rows, newRows: rows }), ...(await compareWithBank(stage, [account]))],
  };
}

async function untilEnd(stage: Stage, connectionId: string, sinceMs: number): Promise<FinishedRun> {
  const [run, ...others] = await untilFinished(stage, [connectionId], sinceMs, deadlineMs);
  if (run === undefined || others.length > 0) throw new Error(`${others.length + 1} runs where one was wanted`);
  return run;
}

/** What is wrong with a run that should have read so many rows. */
export function faultsOf(run: FinishedRun, wanted: { readonly rows: number; readonly newRows: number }): string[] {
  const faults: string[] = [];
  if (!run.status.startsWith('complete')) faults.push(`a run ended as ${run.status} (${run.errorCode})`);
  if (run.fetched !== wanted.rows) faults.push(`a run read ${run.fetched} rows of ${wanted.rows}`);
  if (run.newRows !== wanted.newRows) faults.push(`a run found ${run.newRows} new rows, not ${wanted.newRows}`);
  return faults;
}
