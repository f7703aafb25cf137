import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The ERP has booked these matches (contract 4); unknown ids and matches that were undone stay as they are. */
export async function markPosted(em: EntityManager, clientId: string, matchIds: readonly string[]): Promise<void> {
  if (matchIds.length === 0) return;
  await query(
    em,
    `update matches set posting_status = 'posted'
     where client_id = $1 and id = any($2) and state = 'active' and posting_status = 'unposted'`,
    [clientId, matchIds],
  );
}
