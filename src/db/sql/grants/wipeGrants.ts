import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The end of a connection's secrets, or of those named. Gives the ids of the grants that had any. */
export async function wipeGrants(
  em: EntityManager,
  {
    clientId,
    connectionId,
    grantIds = null,
  }: { clientId: string; connectionId: string; grantIds?: readonly string[] | null },
): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(
    em,
    `update bank_grants set ciphertext = null, role = 'retired', state = 'good', updated_at = now()
     where client_id = $1 and connection_id = $2 and ciphertext is not null and ($3::uuid[] is null or id = any($3))
     returning id`,
    [clientId, connectionId, grantIds],
  );
  return rows.map(({ id }) => id);
}
