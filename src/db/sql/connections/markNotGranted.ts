import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Accounts of a connection that its latest consent leaves out: read no more, their rows stay. Gives their ids. One that is
 * granted again later goes on (`upsertAccounts`).
 */
export async function markNotGranted(
  em: EntityManager,
  {
    clientId,
    connectionId,
    grantedIds,
  }: { readonly clientId: string; readonly connectionId: string; readonly grantedIds: readonly string[] },
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    em,
    `update bank_accounts set status = 'not_granted', updated_at = now()
     where client_id = $1 and connection_id = $2 and status = 'active' and not (id = any($3))
     returning id`,
    [clientId, connectionId, grantedIds],
  );
  return rows.map(({ id }) => id);
}
