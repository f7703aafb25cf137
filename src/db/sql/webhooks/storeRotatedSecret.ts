import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import { query } from '../../tenantScope.ts';
import { endpointColumns, type ListedEndpoint } from './endpointColumns.ts';

export interface RotatedSecret {
  readonly id: string;
  /** The version that was read; null comes back where somebody else was first. */
  readonly version: number;
  readonly secret: KeyReference & { readonly ciphertext: string };
  readonly previousUntil: Date;
}

export async function storeRotatedSecret(
  em: EntityManager,
  { id, version, secret, previousUntil }: RotatedSecret,
): Promise<ListedEndpoint | null> {
  const [row] = await query<ListedEndpoint>(
    em,
    `update webhook_endpoints set version = version + 1, ciphertext = $3, key_id = $4, kdf_salt = $5,
       kdf_iterations = $6, previous_until = $7, updated_at = now()
     where id = $1 and version = $2
     returning ${endpointColumns}`,
    [id, version, secret.ciphertext, secret.keyId, secret.salt, secret.iterations, previousUntil],
  );
  return row ?? null;
}
