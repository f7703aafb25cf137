import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The last step of an attempt. */
export async function markAttemptConnected(
  em: EntityManager,
  { clientId, attemptId }: { clientId: string; attemptId: string },
): Promise<void> {
  await query(
    em,
    `update authorization_attempts set status = 'connected', updated_at = now()
     where client_id = $1 and id = $2 and status = 'granted'`,
    [clientId, attemptId],
  );
}
