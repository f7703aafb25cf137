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

/** What differs between our ledgers and the bank's, in words; empty: nothing. These are all accounts of their clients. */
export async function compareWithBank(stage: Stage, accounts: readonly ConnectedAccount[]): Promise<readonly string[]> {
  const clientIds = [...new Set(accounts.map(({ clientId }) => clientId))];
  const { rows: held } = await stage.database.query<{ id: string; count: number; sum: string }>(
    `select a.bank_account_id as id, count(t.id)::int as count, coalesce(sum(t.amount_minor), 0)::text as sum
     from bank_accounts a
     left join bank_transactions t on t.client_id = a.client_id and t.account_id = a.id and t.status = 'booked'
     where a.client_id = any($1)
     group by a.bank_account_id`,
    [clientIds],
  );
  const { rows: told } = await stage.database.query<{ count: number }>(
    `select count(distinct transaction_id)::int as count from transaction_changes
     where client_id = any($1) and change = 'created'`,
    [clientIds],
  );
  const problems: string[] = [];
  let rowsAtBank = 0;
  for (const { id } of accounts) {
    const [ours, bank] = [held.find((row) => row.id === id), await readTruth(stage, id)];
    rowsAtBank += bank.count;
    if (ours?.count !== bank.count || ours.sum !== bank.sumMinor)
      problems.push(
        `an account holds ${ours?.count ?? 0} rows, sum ${ours?.sum ?? 0}; at the bank ${bank.count}, sum ${bank.sumMinor}`,
      );
  }
  if (told[0]?.count !== rowsAtBank)
    problems.push(`the feed of changes tells of ${told[0]?.count} new rows; at the bank are ${rowsAtBank}`);
  return problems;
}
