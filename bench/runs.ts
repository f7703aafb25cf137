/** What the tables say of runs and ledgers, read as superuser. */
import { until } from '../src/local/readiness.ts';
import type { ConnectedAccount } from './erp.ts';
import { readTruth } from './erp.ts';
import type { Stage } from './stage.ts';

export interface Run {
  readonly id: string;
  readonly connectionId: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly fetched: number;
  readonly newRows: number;
  readonly duplicates: number;
  readonly pages: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly finishedAt: number | null;
}
export type FinishedRun = Run & { readonly finishedAt: number };

/** Runs of some connections that began after an instant, with what their accounts show. */
export async function listRuns(
  { database }: Stage,
  connectionIds: readonly string[],
  sinceMs: number,
): Promise<readonly Run[]> {
  const { rows } = await database.query<Run>(
    `select r.id, r.connection_id as "connectionId", r.status, r.error_code as "errorCode", p.fetched,
            p.new_rows as "newRows", p.duplicates, p.pages,
            extract(epoch from r.started_at)::float8 * 1000 as "startedAt",
            extract(epoch from r.finished_at)::float8 * 1000 as "finishedAt"
     from sync_runs r
     cross join lateral (
       select coalesce(sum(rows), 0)::int as fetched, coalesce(sum(new_rows), 0)::int as new_rows,
              coalesce(sum(duplicates), 0)::int as duplicates, coalesce(sum(pages), 0)::int as pages
       from sync_run_accounts a where a.client_id = r.client_id and a.run_id = r.id
     ) p
     where r.connection_id = any($1) and r.started_at >= $2`,
    [connectionIds, new Date(sinceMs)],
  );
  return rows;
}

/** Waits until each connection has a run that began after an instant and has ended. */
export async function untilFinished(
  stage: Stage,
  connectionIds: readonly string[],
  sinceMs: number,
  deadlineMs: number,
): Promise<readonly FinishedRun[]> {
  let finished: readonly FinishedRun[] = [];
  await until(`${connectionIds.length} runs end`, stage.signal, deadlineMs, async () => {
    const runs = await listRuns(stage, connectionIds, sinceMs);
    finished = runs.filter((run): run is FinishedRun => run.finishedAt !== null);
    const ended = new Set(finished.map(({ connectionId }) => connectionId));
    return ended.size === connectionIds.length && finished.length === runs.length;
  });
  return finished;
}

/** What differs between our ledgers and the bank's, in words; empty: nothing. */
export async function compareWithBank(stage: Stage, accounts: readonly ConnectedAccount[]): Promise<readonly string[]> {
  const { rows } = await stage.database.query<{ id: string; count: number; sum: string; changes: number }>(
    `select a.bank_account_id as id, count(t.id)::int as count, coalesce(sum(t.amount_minor), 0)::text as sum,
            count(c.seq)::int as changes
     from bank_accounts a
     left join bank_transactions t on t.client_id = a.client_id and t.account_id = a.id and t.status = 'booked'
     left join transaction_changes c
       on c.client_id = t.client_id and c.transaction_id = t.id and c.change = 'created'
     where a.connection_id = any($1)
     group by a.bank_account_id`,
    [accounts.map(({ connectionId }) => connectionId)],
  );
  const held = new Map(rows.map((row) => [row.id, row]));
  const problems: string[] = [];
  for (const { id } of accounts) {
    const [ours, bank] = [held.get(id), await readTruth(stage, id)];
    if (ours?.count === bank.count && ours.sum === bank.sumMinor && ours.changes === bank.count) continue;
    problems.push(
      `an account holds ${ours?.count ?? 0} rows, sum ${ours?.sum ?? 0}, ${ours?.changes ?? 0} told of; ` +
        `at the bank ${bank.count} rows, sum ${bank.sumMinor}`,
    );
  }
  return problems;
}
