import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface NewApiKey {
  readonly id: string;
  readonly name: string;
  readonly secretSha256: Buffer;
  readonly scopes: readonly string[];
  readonly allClients: boolean;
  readonly clientIds: readonly string[];
  readonly expiresAt: Date | null;
}

/** Stores a new key; an id that exists already fails with 23505. */
export async function insertApiKey(em: EntityManager, key: NewApiKey): Promise<void> {
  await query(
    em,
    `insert into api_keys (id, name, secret_sha256, scopes, all_clients, client_ids, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      key.id,
      key.name,
      key.secretSha256,
      JSON.stringify(key.scopes),
      key.allClients,
      JSON.stringify(key.clientIds),
      key.expiresAt,
    ],
  );
}
