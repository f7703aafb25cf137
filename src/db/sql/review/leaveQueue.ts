import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Rows that were decided elsewhere wait for nobody here: `ignored`, as those before the cut-over are. Returns those that
 * waited.
 */
export async function leaveQueue(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<readonly string[]> {
  if (transactionIds.length === 0) return [];
  const rows = await query<{ id: string }>(
    em,
    `update bank_transactions
     set match_status = 'ignored', ignored_because = 'decided_elsewhere', updated_at = now()
     where client_id = $1 and id = any($2) and status = 'booked' and match_status in ('unmatched', 'review')
     returning id`,
    [clientId, transactionIds],
  );
  return rows.map(({ id }) => id);
}
