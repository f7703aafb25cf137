import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The connection that a run reads; null: the client has no such run. */
export async function findConnectionOfRun(
  em: EntityManager,
  { clientId, runId }: { clientId: string; runId: string },
): Promise<string | null> {
  const [row] = await query<{ connection_id: string }>(
    em,
    'select connection_id from sync_runs where client_id = $1 and id = $2',
    [clientId, runId],
  );
  return row?.connection_id ?? null;
}
