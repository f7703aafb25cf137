import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import { query } from '../../tenantScope.ts';

export interface UnusedGrant {
  readonly id: string;
  readonly version: number;
  readonly ciphertext: string;
  readonly key: KeyReference;
}

/**
 * Grants of a connection whose secrets are stored though nothing works with them any more: replaced by a renewal, of an
 * attempt that came to nothing, or all of a connection that is over. They are to be revoked at the bank, then wiped. With `lock`, after a
 * refresh that may be in flight.
 */
export async function readUnusedGrants(
  em: EntityManager,
  { clientId, connectionId, lock = false }: { clientId: string; connectionId: string; lock?: boolean },
): Promise<readonly UnusedGrant[]> {
  const rows = await query<{
    id: string;
    version: number;
    ciphertext: string;
    key_id: string;
    salt: string;
    kdf_iterations: number;
  }>(
    em,
    `select g.id, g.version, g.ciphertext, g.key_id, encode(g.kdf_salt, 'hex') as salt, g.kdf_iterations
     from bank_grants g
     join bank_connections c on c.client_id = g.client_id and c.id = g.connection_id
     left join authorization_attempts a on a.client_id = g.client_id and a.id = g.attempt_id
     where g.client_id = $1 and g.connection_id = $2 and g.ciphertext is not null
       and (c.connection_status in ('revoking', 'revoked', 'abandoned') or g.role = 'retired'
            or (g.role = 'pending' and coalesce(a.status not in ('initiated', 'consumed', 'granted'), true)))
     order by g.created_at, g.id ${lock ? 'for update of g' : ''}`,
    [clientId, connectionId],
  );
  return rows.map(({ id, version, ciphertext, key_id, salt, kdf_iterations }) => ({
    id,
    version,
    ciphertext,
    key: { keyId: key_id, salt: Buffer.from(salt, 'hex'), iterations: kdf_iterations },
  }));
}
