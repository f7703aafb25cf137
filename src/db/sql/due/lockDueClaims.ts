import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** One claim at a time, until the transaction ends: two that count the window at once would both fill it. */
export async function lockDueClaims(em: EntityManager): Promise<void> {
  await query(em, `select pg_advisory_xact_lock(hashtext('kontosync.claimDue'))`);
}
