import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Forgets the persons of the audit and, last of all, the client. False: it is gone already. Runs as `kontosync_eraser`. */
export async function endErasure(
  em: EntityManager,
  { clientId, erasureId }: { readonly clientId: string; readonly erasureId: string },
): Promise<boolean> {
  await query(em, 'delete from audit_persons where client_id = $1', [clientId]);
  const rows = await query(
    em,
    'delete from clients where client_id = $1 and erasure_id = $2 and erasing_at is not null returning client_id',
    [clientId, erasureId],
  );
  return rows.length > 0;
}
