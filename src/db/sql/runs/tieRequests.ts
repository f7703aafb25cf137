import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Waiting requests become the run's: from here the API sees which run serves them. */
export async function tieRequests(
  em: EntityManager,
  clientId: string,
  runId: string,
  requestIds: readonly string[],
): Promise<void> {
  if (requestIds.length === 0) return;
  await query(em, 'update sync_requests set run_id = $2 where client_id = $1 and id = any($3) and run_id is null', [
    clientId,
    runId,
    requestIds,
  ]);
}
