import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Matches that the ERP has told as decisions of its own are posted: its figures hold them (contract 4). The matches' rows
 * and invoices are held. Returns the rows whose match changed.
 */
export async function markImported(
  em: EntityManager,
  clientId: string,
  matchIds: readonly string[],
): Promise<readonly string[]> {
  if (matchIds.length === 0) return [];
  const rows = await query<{ transaction_id: string }>(
    em,
    `update matches set posting_status = 'posted'
     where client_id = $1 and id = any($2) and state = 'active' and posting_status = 'unposted'
     returning transaction_id`,
    [clientId, matchIds],
  );
  return rows.map(({ transaction_id }) => transaction_id);
}
