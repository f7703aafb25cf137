import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The request for a connection's first sync, or for the first one after a renewal; null: nobody has made it yet. */
export async function findFirstRequest(
  em: EntityManager,
  {
    clientId,
    connectionId,
    renewedBy,
  }: {
    clientId: string;
    connectionId: string;
    /** The attempt that was connected; null: the connection's first. */
    renewedBy: string | null;
  },
): Promise<string | null> {
  const [row] = await query<{ id: string }>(
    em,
    `select q.id from sync_requests q
     where q.client_id = $1 and q.connection_id = $2
       and case when $3::uuid is null then q.trigger = 'first'
                else q.requested_at >= (select a.updated_at from authorization_attempts a
                                        where a.client_id = $1 and a.id = $3) end
     order by q.requested_at, q.id limit 1`,
    [clientId, connectionId, renewedBy],
  );
  return row?.id ?? null;
}
