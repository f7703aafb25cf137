import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

export interface ExpiringRows {
  readonly table: string;
  /** When a row was written, or until when it is kept. */
  readonly column: string;
  /** SQL: rows before it have served their time. The policy `router_delete` of the table says the same, and has the last word. */
  readonly before: string;
}

/** What is deleted when its time is over (E-18), beside events, kept replies and rates, which have jobs of their own. */
export const expiringRows: readonly ExpiringRows[] = [
  { table: 'sync_pages', column: 'fetched_at', before: `now() - interval '90 days'` },
  { table: 'authorization_attempts', column: 'updated_at', before: `now() - interval '7 days'` },
  { table: 'sync_requests', column: 'requested_at', before: `now() - interval '90 days'` },
  { table: 'match_advice', column: 'created_at', before: `now() - interval '90 days'` },
  { table: 'mails', column: 'created_at', before: `now() - interval '365 days'` },
  { table: 'unattended_bank_reads', column: 'bank_day', before: 'current_date - 35' },
  { table: 'held_transactions', column: 'held_until', before: 'current_date + 1' },
];

/**
 * Deletes the oldest rows that have served their time, about `limit` of them (all of the last instant go together). Runs
 * inside `acrossClients`.
 */
export async function deleteExpiring(
  em: EntityManager,
  { table, column, before }: ExpiringRows,
  { limit }: { readonly limit: number },
): Promise<number> {
  const { count } = await queryOne<{ count: number }>(
    em,
    `with cut as (
       select coalesce((select ${column} from ${table} where ${column} < ${before}
                        order by ${column} offset $1 limit 1), ${before}) as at
     ), gone as (
       delete from ${table} t using cut where t.${column} < ${before} and t.${column} <= cut.at returning 1
     ) select count(*)::int as count from gone`,
    [limit - 1],
  );
  return count;
}
