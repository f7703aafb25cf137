import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Ends the coordinator's lease and mark of a connection for which no run is opened. */
export async function endClaim(em: EntityManager, clientId: string, connectionId: string): Promise<void> {
  await query(
    em,
    `update bank_connections set leased_until = null, claim_id = null
     where client_id = $1 and id = $2 and (leased_until is not null or claim_id is not null)`,
    [clientId, connectionId],
  );
}
