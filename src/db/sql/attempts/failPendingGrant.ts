import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Ends an attempt whose grant nobody has connected yet, as its proof has come from the wrong side; wiped. */
export async function failPendingGrant(
  em: EntityManager,
  { clientId, attemptId, code }: { clientId: string; attemptId: string; code: string },
): Promise<boolean> {
  const rows = await query(
    em,
    `update authorization_attempts
     set status = 'failed', failure_code = $3,
         ciphertext = null, code_ciphertext = null, url_ciphertext = null, updated_at = now()
     where client_id = $1 and id = $2 and status in ('consumed', 'granted') and chosen_accounts is null
     returning id`,
    [clientId, attemptId, code],
  );
  return rows.length === 1;
}
