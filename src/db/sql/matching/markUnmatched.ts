import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Rows whose candidates are gone wait again. */
export async function markUnmatched(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<void> {
  if (transactionIds.length === 0) return;
  await query(
    em,
    `update bank_transactions set match_status = 'unmatched', updated_at = now()
     where client_id = $1 and id = any($2) and match_status = 'review'`,
    [clientId, transactionIds],
  );
}
