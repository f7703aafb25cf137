import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** One matcher a client at a time (D-11): no invoice is given to two payments. Held until the transaction ends. */
export async function lockMatching(em: EntityManager, clientId: string): Promise<void> {
  await query(em, `select pg_advisory_xact_lock(hashtextextended('matching/' || $1, 0))`, [clientId]);
}
