import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Ends the open items of rows that no longer need a person. */
export async function closeReviewItems(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<void> {
  if (transactionIds.length === 0) return;
  await query(
    em,
    `update review_items set status = 'resolved', version = version + 1, updated_at = now()
     where client_id = $1 and transaction_id = any($2) and status = 'open'`,
    [clientId, transactionIds],
  );
}
