import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The authorization URL, encrypted with the attempt's key. The first one stays. */
export async function storeAuthorizationUrl(
  em: EntityManager,
  { clientId, attemptId, urlCiphertext }: { clientId: string; attemptId: string; urlCiphertext: string },
): Promise<void> {
  await query(
    em,
    `update authorization_attempts set url_ciphertext = $3, updated_at = now()
     where client_id = $1 and id = $2 and status = 'initiated' and url_ciphertext is null`,
    [clientId, attemptId, urlCiphertext],
  );
}
