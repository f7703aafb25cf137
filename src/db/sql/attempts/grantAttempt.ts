import type { EntityManager } from '@mikro-orm/postgresql';
import type { OfferedAccount } from '../../entities/connection.ts';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';

/**
 * The grant is there and its accounts are known: what led to it is wiped, and `/connect` has `lifeMs` from now
 * . Gives the end of that time; null where the attempt is past this step.
 */
export async function grantAttempt(
  em: EntityManager,
  {
    clientId,
    attemptId,
    offered,
    lifeMs,
  }: { clientId: string; attemptId: string; offered: readonly OfferedAccount[]; lifeMs: number },
): Promise<number | null> {
  const [row] = await query<{ deadline_ms: number }>(
    em,
    `update authorization_attempts
     set status = 'granted', offered_accounts = $3, grant_expires_at = now() + $4 * interval '1 millisecond',
         ciphertext = null, code_ciphertext = null, url_ciphertext = null, updated_at = now()
     where client_id = $1 and id = $2 and status = 'consumed'
     returning ${epochMs('grant_expires_at')} as deadline_ms`,
    [clientId, attemptId, JSON.stringify(offered), lifeMs],
  );
  return row?.deadline_ms ?? null;
}
