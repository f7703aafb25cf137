import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Revokes a key; the time of the first revocation stays. False: no such key. */
export async function revokeApiKey(em: EntityManager, id: string): Promise<boolean> {
  const rows = await query(
    em,
    'update api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 returning id',
    [id],
  );
  return rows.length > 0;
}
