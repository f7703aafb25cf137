import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { IdempotencyRow } from './claimIdempotencyKey.ts';

export interface KeptIdempotencyKey {
  readonly fingerprint: Buffer;
  readonly keyId: string;
  /** Null: begun. */
  readonly reply: { readonly status: number; readonly sealed: Buffer } | null;
}

interface Row {
  readonly fingerprint: Buffer;
  readonly key_id: string;
  readonly status: number | null;
  readonly reply: Buffer | null;
}

/** Null: no such row, or it was given back meanwhile. */
export async function readIdempotencyKey(
  em: EntityManager,
  { clientId, route, keySha256 }: IdempotencyRow,
): Promise<KeptIdempotencyKey | null> {
  const [row] = await query<Row>(
    em,
    `select fingerprint, key_id, status, reply from idempotency_keys
     where client_id = $1 and route = $2 and key_sha256 = $3`,
    [clientId, route, keySha256],
  );
  if (row === undefined) return null;
  const { status, reply } = row;
  return {
    fingerprint: row.fingerprint,
    keyId: row.key_id,
    reply: status === null || reply === null ? null : { status, sealed: reply },
  };
}
