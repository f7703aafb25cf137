import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

/** Whether a refused token was replaced already in the connection's open run. */
export async function wasForcedInRun(
  em: EntityManager,
  { clientId, connectionId }: { readonly clientId: string; readonly connectionId: string },
): Promise<boolean> {
  const { forced } = await queryOne<{ forced: boolean }>(
    em,
    `select exists (
       select from sync_runs r
       join bank_grants g on g.client_id = r.client_id and g.connection_id = r.connection_id and g.role = 'current'
       where r.client_id = $1 and r.connection_id = $2 and r.status = 'running' and g.forced_at >= r.started_at
     ) as forced`,
    [clientId, connectionId],
  );
  return forced;
}
