import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface StoredApiKey {
  readonly id: string;
  readonly secretSha256: Buffer;
  readonly scopes: readonly string[];
  readonly allClients: boolean;
  readonly clientIds: readonly string[];
  readonly expiresAt: Date | null;
  /** Neither revoked nor expired, by the database's clock. */
  readonly isLive: boolean;
  /** Its last use was noted more than a minute ago (C-1). */
  readonly isTouchDue: boolean;
  readonly wasEverUsed: boolean;
}

interface Row {
  readonly id: string;
  readonly secret: string;
  readonly scopes: readonly string[];
  readonly all_clients: boolean;
  readonly client_ids: readonly string[];
  readonly expires_ms: string | null;
  readonly is_live: boolean;
  readonly is_touch_due: boolean;
  readonly was_ever_used: boolean;
}

/** A key by its id, live or not. */
export async function findApiKey(em: EntityManager, id: string): Promise<StoredApiKey | null> {
  const [row] = await query<Row>(
    em,
    `select id, encode(secret_sha256, 'hex') as secret, scopes, all_clients, client_ids,
            (extract(epoch from expires_at) * 1000)::bigint::text as expires_ms,
            revoked_at is null and (expires_at is null or expires_at > now()) as is_live,
            last_used_at is null or last_used_at < now() - interval '1 minute' as is_touch_due,
            last_used_at is not null as was_ever_used
     from api_keys where id = $1`,
    [id],
  );
  if (row === undefined) return null;
  return {
    id: row.id,
    secretSha256: Buffer.from(row.secret, 'hex'),
    scopes: row.scopes,
    allClients: row.all_clients,
    clientIds: row.client_ids,
    expiresAt: row.expires_ms === null ? null : new Date(Number(row.expires_ms)),
    isLive: row.is_live,
    isTouchDue: row.is_touch_due,
    wasEverUsed: row.was_ever_used,
  };
}
