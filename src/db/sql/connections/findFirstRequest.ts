import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The request for a connection's first sync; null: nobody has made it yet. */
export async function findFirstRequest(
  em: EntityManager,
  { clientId, connectionId }: { clientId: string; connectionId: string },
): Promise<string | null> {
  const [row] = await query<{ id: string }>(
    em,
    `select id from sync_requests where client_id = $1 and connection_id = $2 and trigger = 'first'
     order by requested_at, id limit 1`,
    [clientId, connectionId],
  );
  return row?.id ?? null;
}
