import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Marks a client as one that is being erased; waits for whoever takes something in for it. Returns the erasure, also one
 * that has begun before; null: there is no such client.
 */
export async function beginErasure(
  em: EntityManager,
  { clientId, erasureId }: { readonly clientId: string; readonly erasureId: string },
): Promise<{ readonly erasureId: string; readonly isNew: boolean } | null> {
  await query(em, 'select from clients where client_id = $1 for update', [clientId]);
  const [row] = await query<{ erasure_id: string }>(
    em,
    `update clients set erasing_at = coalesce(erasing_at, now()), erasure_id = coalesce(erasure_id, $2)
     where client_id = $1 returning erasure_id`,
    [clientId, erasureId],
  );
  return row === undefined ? null : { erasureId: row.erasure_id, isNew: row.erasure_id === erasureId };
}
