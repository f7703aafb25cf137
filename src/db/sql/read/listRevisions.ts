import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { instant } from './instant.ts';

/** A change of a row: the columns that changed, minor units as text. */
export interface StoredRevision {
  readonly id: string;
  readonly at: string;
  readonly runId: string;
  readonly reason: string;
  readonly before: Readonly<Record<string, string | null>>;
  readonly after: Readonly<Record<string, string | null>>;
}
/** Where a row began, and the revision that ended it. */
export interface RowLife {
  readonly currency: string;
  readonly originalCurrency: string | null;
  readonly createdAt: string;
  readonly firstRunId: string;
  readonly status: 'booked' | 'withdrawn' | 'replaced';
  readonly replacedBy: string | null;
  readonly end: Pick<StoredRevision, 'at' | 'runId' | 'reason'> | null;
}

/** Null: the client has no such row. */
export async function readLife(em: EntityManager, clientId: string, transactionId: string): Promise<RowLife | null> {
  const [row] = await query<RowLife>(
    em,
    `select t.currency, t.original_currency as "originalCurrency", ${instant('t.created_at')} as "createdAt",
            t.first_run_id as "firstRunId", t.status, t.replaced_by as "replacedBy",
            case when t.status <> 'booked' then (
              select json_build_object('at', ${instant('v.created_at')}, 'runId', v.run_id, 'reason', v.reason)
              from bank_transaction_revisions v
              where v.client_id = t.client_id and v.transaction_id = t.id and v.after ->> 'status' = t.status
              order by v.id desc limit 1) end as "end"
     from bank_transactions t where t.client_id = $1 and t.id = $2`,
    [clientId, transactionId],
  );
  return row ?? null;
}

/** Revisions of a row, oldest first; one more than `limit` where there are more. */
export const listRevisions = (
  em: EntityManager,
  filter: {
    readonly clientId: string;
    readonly transactionId: string;
    readonly afterId: string | null;
    readonly limit: number;
  },
): Promise<StoredRevision[]> =>
  query<StoredRevision>(
    em,
    `select v.id, ${instant('v.created_at')} as at, v.run_id as "runId", v.reason, v.before, v.after
     from bank_transaction_revisions v
     where v.client_id = $1 and v.transaction_id = $2 and ($3::uuid is null or v.id > $3)
     order by v.id limit $4`,
    [filter.clientId, filter.transactionId, filter.afterId, filter.limit + 1],
  );
