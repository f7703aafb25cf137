import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Every date of the connection's accounts is looked at anew, and their next windows are deep (ledger 4). */
export async function clearDayDigests(em: EntityManager, clientId: string, connectionId: string): Promise<void> {
  await query(
    em,
    `with accounts as (
       update bank_accounts set last_deep_on = null where client_id = $1 and connection_id = $2 returning id
     )
     delete from day_digests where client_id = $1 and account_id in (select id from accounts)`,
    [clientId, connectionId],
  );
}
