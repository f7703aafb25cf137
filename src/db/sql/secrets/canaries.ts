import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import { query } from '../../tenantScope.ts';

export interface StoredCanary {
  readonly ciphertext: string;
  readonly key: KeyReference;
}

interface Row {
  readonly ciphertext: string;
  readonly key_id: string;
  readonly kdf_salt: Buffer;
  readonly kdf_iterations: number;
}

/** One for each secret that has been `SECRET_KEY` since the last rotation. Runs inside `acrossClients`. */
export async function readCanaries(em: EntityManager): Promise<StoredCanary[]> {
  const rows = await query<Row>(
    em,
    'select key_id, ciphertext, kdf_salt, kdf_iterations from secret_canaries order by created_at, key_id',
  );
  return rows.map(({ ciphertext, key_id, kdf_salt, kdf_iterations }) => ({
    ciphertext,
    key: { keyId: key_id, salt: kdf_salt, iterations: kdf_iterations },
  }));
}

/** The first one of a key stays. Runs inside `acrossClients`. */
export async function insertCanary(em: EntityManager, { ciphertext, key }: StoredCanary): Promise<void> {
  await query(
    em,
    `insert into secret_canaries (key_id, ciphertext, kdf_salt, kdf_iterations) values ($1, $2, $3, $4)
     on conflict (key_id) do nothing`,
    [key.keyId, ciphertext, key.salt, key.iterations],
  );
}

/** Of all other keys. Gives their ids. Runs inside `acrossClients`. */
export async function deleteCanariesBut(em: EntityManager, keyId: string): Promise<string[]> {
  const rows = await query<{ key_id: string }>(em, 'delete from secret_canaries where key_id <> $1 returning key_id', [
    keyId,
  ]);
  return rows.map(({ key_id }) => key_id);
}
