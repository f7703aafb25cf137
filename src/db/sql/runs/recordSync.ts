import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The connection's last successful sync. */
export async function recordSync(em: EntityManager, clientId: string, connectionId: string, at: Date): Promise<void> {
  await query(em, 'update bank_connections set last_sync_at = $3 where client_id = $1 and id = $2', [
    clientId,
    connectionId,
    at,
  ]);
}
