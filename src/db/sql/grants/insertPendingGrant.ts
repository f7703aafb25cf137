import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import { query } from '../../tenantScope.ts';

export interface GrantTimes {
  readonly accessExpiresAt: Date | null;
  readonly refreshExpiresAt: Date | null;
  readonly consentExpiresAt: Date | null;
}

export interface NewGrant extends GrantTimes {
  readonly id: string;
  readonly clientId: string;
  readonly connectionId: string;
  readonly attemptId: string;
  readonly ciphertext: string;
  readonly key: KeyReference;
}

/** What the bank gave, not yet confirmed. An attempt has one grant: false where it has it already. */
export async function insertPendingGrant(em: EntityManager, grant: NewGrant): Promise<boolean> {
  const rows = await query(
    em,
    `insert into bank_grants
       (id, client_id, connection_id, attempt_id, role, ciphertext, key_id, kdf_salt, kdf_iterations,
        access_expires_at, refresh_expires_at, consent_expires_at)
     values ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11)
     on conflict (client_id, attempt_id) do nothing
     returning id`,
    [
      grant.id,
      grant.clientId,
      grant.connectionId,
      grant.attemptId,
      grant.ciphertext,
      grant.key.keyId,
      grant.key.salt,
      grant.key.iterations,
      grant.accessExpiresAt,
      grant.refreshExpiresAt,
      grant.consentExpiresAt,
    ],
  );
  return rows.length === 1;
}
