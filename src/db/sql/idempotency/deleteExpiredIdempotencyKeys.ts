import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** What is older than a day (E-18), of all clients: for `acrossClients`, whose role may delete nothing else here. */
export async function deleteExpiredIdempotencyKeys(em: EntityManager): Promise<void> {
  await query(em, 'delete from idempotency_keys where expires_at < now()');
}
