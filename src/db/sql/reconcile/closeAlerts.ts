import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Ends one client's alerts that are over by themselves. Returns how many were open. */
export async function closeAlerts(em: EntityManager, clientId: string, taskIds: readonly string[]): Promise<number> {
  const rows = await query<{ id: string }>(
    em,
    `update tasks set status = 'closed', closed_at = now(), closed_by = 'workflow'
     where client_id = $1 and id = any($2) and status = 'open'
     returning id`,
    [clientId, taskIds],
  );
  return rows.length;
}
