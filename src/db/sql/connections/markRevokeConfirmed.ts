import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The bank has confirmed, or nothing was ever granted: no secret of the connection is good for anything. */
export async function markRevokeConfirmed(
  em: EntityManager,
  { clientId, connectionId }: { clientId: string; connectionId: string },
): Promise<void> {
  await query(
    em,
    `update bank_connections set revoke_confirmed_at = coalesce(revoke_confirmed_at, now()), updated_at = now()
     where client_id = $1 and id = $2`,
    [clientId, connectionId],
  );
}
