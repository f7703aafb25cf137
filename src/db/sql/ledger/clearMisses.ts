import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Rows that had been missed and are shown again. */
export async function clearMisses(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<void> {
  if (transactionIds.length === 0) return;
  await query(
    em,
    `update bank_transactions set miss_count = 0, missed_since_merge = null, first_missed_on = null
     where client_id = $1 and id = any($2) and status = 'booked'`,
    [clientId, transactionIds],
  );
}
