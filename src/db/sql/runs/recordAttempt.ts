import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Ends the coordinator's lease and mark, and records the attempt (design 2). `at` null: the run reads only what somebody
 * asked for, and the slot that is due stays due; then a mark of sync/all stays as well.
 */
export async function recordAttempt(
  em: EntityManager,
  clientId: string,
  connectionId: string,
  at: Date | null,
): Promise<void> {
  await query(
    em,
    `update bank_connections
     set leased_until = null, last_attempt_at = coalesce($3, last_attempt_at),
         claim_id = case when $3::timestamptz is null then claim_id end
     where client_id = $1 and id = $2`,
    [clientId, connectionId, at],
  );
}
