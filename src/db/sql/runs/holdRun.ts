import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Keeps a run from being ended until the transaction ends: its counts then hold what is written here. A run that ends
 * while the merge of a cancelled workflow still goes on waits for it.
 */
export async function holdRun(em: EntityManager, clientId: string, runId: string): Promise<void> {
  await query(em, 'select id from sync_runs where client_id = $1 and id = $2 for share', [clientId, runId]);
}
