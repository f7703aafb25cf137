import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Takes the mark of `POST /api/dnb/sync/all` away again, where no coordinator could be started for it. */
export async function releaseClaim(em: EntityManager, claimId: string): Promise<void> {
  await query(em, 'update bank_connections set claim_id = null where claim_id = $1', [claimId]);
}
