import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * One refresh of a grant at a time, over all processes, until the transaction ends. Apart from the row's own lock:
 * the intent is committed to that row while this one is held.
 */
export async function lockRefresh(em: EntityManager, grantId: string): Promise<void> {
  await query(em, `select pg_advisory_xact_lock(hashtextextended('kontosync.refresh/' || $1, 0))`, [grantId]);
}
