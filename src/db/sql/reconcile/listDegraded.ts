import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface DegradedConnection {
  readonly clientId: string;
  readonly connectionId: string;
  /** Code of the latest failed run. */
  readonly code: string;
}
export interface DegradedConnections {
  readonly degraded: readonly DegradedConnection[];
  /** All that may sync, to tell a connection's trouble from everybody's. */
  readonly maySync: number;
  /** Handed to an operator since `before`: a trouble that reaches one after the other is everybody's too. */
  readonly demotedLately: number;
}

/**
 * Connections that may sync and whose runs have failed since before `before`, without one that ended otherwise, for
 * causes that pass (`codes`; D.2: degraded). One that is being read just now is left for the next look. Runs inside
 * `acrossClients`.
 */
export async function listDegraded(
  em: EntityManager,
  { before, codes }: { readonly before: Date; readonly codes: readonly string[] },
): Promise<DegradedConnections> {
  const rows = await query<DegradedConnection & { may_sync: number; demoted_lately: number }>(
    em,
    `with may_sync as materialized (
       select id, client_id, coalesce(last_sync_at, connected_at, created_at) as good_at from bank_connections
       where connection_status in ('active', 'expiring')
     )
     select c.client_id as "clientId", c.id as "connectionId", streak.code,
            (select count(*) from may_sync)::int as may_sync,
            (select count(*) from bank_connections
             where connection_status = 'needs_operator' and status_changed_at >= $1)::int as demoted_lately
     from may_sync c
     cross join lateral (
       select min(r.finished_at) as since, (array_agg(r.error_code order by r.finished_at desc))[1] as code
       from sync_runs r
       where r.client_id = c.client_id and r.connection_id = c.id and r.status = 'failed'
         and r.finished_at > coalesce(
           (select max(g.finished_at) from sync_runs g
            where g.client_id = c.client_id and g.connection_id = c.id and g.status <> 'failed'), '-infinity')
     ) streak
     where c.good_at < $1 and streak.since < $1 and streak.code = any($2)
       and not exists (select from sync_runs o
                       where o.client_id = c.client_id and o.connection_id = c.id and o.status in ('running', 'parked'))
     order by c.id`,
    [before, codes],
  );
  return {
    degraded: rows.map(({ clientId, connectionId, code }) => ({ clientId, connectionId, code })),
    maySync: rows[0]?.may_sync ?? 0,
    demotedLately: rows[0]?.demoted_lately ?? 0,
  };
}
