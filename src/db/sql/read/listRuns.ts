import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { runAsJson, type StoredRun } from './runColumns.ts';

export interface RunFilter {
  readonly clientId: string;
  readonly connectionId: string | null;
  readonly status: string | null;
  /** The run behind which the page begins. */
  readonly after: { readonly startedAt: string; readonly id: string } | null;
  readonly limit: number;
}

/** Runs of a client, newest first; one more than `limit` where there are more. */
export async function listRuns(em: EntityManager, filter: RunFilter): Promise<StoredRun[]> {
  const rows = await query<{ run: StoredRun }>(
    em,
    `with page as materialized (
       select * from sync_runs
       where client_id = $1
         and ($2::uuid is null or connection_id = $2)
         and ($3::text is null or status = $3)
         and ($4::timestamptz is null or (started_at, id) < ($4, $5::uuid))
       order by started_at desc, id desc
       limit $6
     )
     select ${runAsJson} as run from page r order by r.started_at desc, r.id desc`,
    [
      filter.clientId,
      filter.connectionId,
      filter.status,
      filter.after?.startedAt ?? null,
      filter.after?.id ?? null,
      filter.limit + 1,
    ],
  );
  return rows.map(({ run }) => run);
}
