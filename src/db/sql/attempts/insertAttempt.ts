import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import { query } from '../../tenantScope.ts';

export interface NewAttempt {
  readonly id: string;
  readonly clientId: string;
  readonly connectionId: string;
  readonly stateHash: Buffer;
  readonly principalId: string;
  readonly initiatorRefHash: Buffer | null;
  readonly redirectUri: string;
  readonly scope: string;
  readonly returnUrl: string | null;
  readonly isRenewal: boolean;
  /** State and verifier, encrypted. */
  readonly ciphertext: string;
  readonly key: KeyReference;
  readonly psuIpAddress: string | null;
  readonly lifeMs: number;
}

/** One walk through the bank's page begins: good for `lifeMs` by the database's clock. */
export async function insertAttempt(em: EntityManager, attempt: NewAttempt): Promise<void> {
  await query(
    em,
    `insert into authorization_attempts
       (id, client_id, connection_id, status, state_hash, principal_id, initiator_ref_hash, redirect_uri, scope,
        return_url, ciphertext, key_id, kdf_salt, kdf_iterations, psu_ip_address, is_renewal, expires_at)
     values ($1, $2, $3, 'initiated', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
             now() + $16 * interval '1 millisecond')`,
    [
      attempt.id,
      attempt.clientId,
      attempt.connectionId,
      attempt.stateHash,
      attempt.principalId,
      attempt.initiatorRefHash,
      attempt.redirectUri,
      attempt.scope,
      attempt.returnUrl,
      attempt.ciphertext,
      attempt.key.keyId,
      attempt.key.salt,
      attempt.key.iterations,
      attempt.psuIpAddress,
      attempt.isRenewal,
      attempt.lifeMs,
    ],
  );
}
