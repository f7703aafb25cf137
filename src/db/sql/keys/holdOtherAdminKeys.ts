import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Whether another live key than this one may administer every client. Holds those keys, in order of their ids, so that
 * two requests that revoke each other's key wait for one another.
 */
export async function holdOtherAdminKeys(em: EntityManager, id: string): Promise<boolean> {
  const rows = await query<{ id: string }>(
    em,
    `select id from api_keys
     where all_clients and scopes @> '["admin"]' and revoked_at is null and (expires_at is null or expires_at > now())
     order by id for update`,
  );
  return rows.some((row) => row.id !== id);
}
