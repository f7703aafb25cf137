import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Revokes a key. False: there is no such key, or it was revoked before; the time of the first revocation stays. */
export async function revokeApiKey(em: EntityManager, id: string): Promise<boolean> {
  const rows = await query(
    em,
    'update api_keys set revoked_at = now() where id = $1 and revoked_at is null returning id',
    [id],
  );
  return rows.length > 0;
}
