import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { NewApiKey } from './insertApiKey.ts';

/** Inserts or renews a key and revokes the others of its name, in one statement. Any number of times. */
export async function replaceNamedApiKey(em: EntityManager, key: NewApiKey): Promise<void> {
  await query(
    em,
    `with superseded as (
       update api_keys set revoked_at = now() where name = $2 and id <> $1 and revoked_at is null
     )
     insert into api_keys (id, name, secret_sha256, scopes, all_clients, client_ids, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (id) do update set
       secret_sha256 = excluded.secret_sha256, scopes = excluded.scopes, all_clients = excluded.all_clients,
       client_ids = excluded.client_ids, expires_at = excluded.expires_at, revoked_at = null`,
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
