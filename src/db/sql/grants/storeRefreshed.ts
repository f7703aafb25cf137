import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import { query } from '../../tenantScope.ts';
import type { GrantTimes } from './insertPendingGrant.ts';

export interface RefreshedGrant extends GrantTimes {
  readonly clientId: string;
  readonly grantId: string;
  /** The version that was read under the lock. */
  readonly version: number;
  readonly ciphertext: string;
  readonly key: KeyReference;
  /** The bank had refused the one before. */
  readonly forced: boolean;
}

/** A.2, step 5: false where the row has moved on, or was wiped meanwhile: then nothing is stored. */
export async function storeRefreshed(em: EntityManager, grant: RefreshedGrant): Promise<boolean> {
  const rows = await query(
    em,
    `update bank_grants
     set version = version + 1, ciphertext = $4, key_id = $5, kdf_salt = $6, kdf_iterations = $7,
         access_expires_at = $8, refresh_expires_at = coalesce($9, refresh_expires_at),
         consent_expires_at = coalesce($10, consent_expires_at), state = 'good', updated_at = now(),
         forced_at = case when $11 then now() else forced_at end
     where client_id = $1 and id = $2 and version = $3 and ciphertext is not null
     returning id`,
    [
      grant.clientId,
      grant.grantId,
      grant.version,
      grant.ciphertext,
      grant.key.keyId,
      grant.key.salt,
      grant.key.iterations,
      grant.accessExpiresAt,
      grant.refreshExpiresAt,
      grant.consentExpiresAt,
      grant.forced,
    ],
  );
  return rows.length === 1;
}
