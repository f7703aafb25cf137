import type { World } from './world.ts';

export interface StoredSum {
  readonly count: number;
  readonly sumMinor: string;
}

/** Count and sum of a connection's rows, to compare with the bank's. Also tells doubled rows by the bank's ids. */
export async function storedSum({ database }: World, connectionId: string): Promise<StoredSum> {
  const [row] = await database.admin<{ count: number; sum: string }>(
    `select count(*)::int as count, coalesce(sum(t.amount_minor), 0)::text as sum
     from bank_transactions t join bank_accounts a on a.client_id = t.client_id and a.id = t.account_id
     where a.connection_id = $1 and t.status = 'booked'`,
    [connectionId],
  );
  return { count: row?.count ?? 0, sumMinor: row?.sum ?? '' };
}

export interface StoredRunRow {
  readonly id: string;
  readonly status: string;
  readonly trigger: string;
  readonly temporal_run_id: string;
}

/** Oldest first. */
export const runsOf = ({ database }: World, connectionId: string): Promise<StoredRunRow[]> =>
  database.admin<{ id: string; status: string; trigger: string; temporal_run_id: string }>(
    `select id, status, trigger, temporal_run_id from sync_runs where connection_id = $1 order by started_at, id`,
    [connectionId],
  );

/** As if it had last been tried then. */
export const attemptedAt = async ({ database }: World, connectionId: string, at: Date): Promise<void> => {
  await database.admin('update bank_connections set last_attempt_at = $2 where id = $1', [connectionId, at]);
};
