import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Every bucket refills within minutes; one that was not used for an hour is full, which is the same as none. */
export async function deleteFullBuckets(em: EntityManager): Promise<void> {
  await query(em, `delete from rate_buckets where refilled_at < now() - interval '1 hour'`);
}
