import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** When the bank was asked last for what it has reserved: the set is as of then, changed or not. */
export async function markPendingRead(
  em: EntityManager,
  { clientId, accountId, at }: { readonly clientId: string; readonly accountId: string; readonly at: Date },
): Promise<void> {
  await query(em, 'update bank_accounts set pending_at = $3 where client_id = $1 and id = $2', [
    clientId,
    accountId,
    at,
  ]);
}
