import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The row of a request, in its client's scope. */
export interface IdempotencyRow {
  readonly clientId: string;
  /** Method and pattern. */
  readonly route: string;
  readonly keySha256: Buffer;
}

export interface IdempotencyClaim extends IdempotencyRow {
  readonly claimId: string;
  readonly fingerprint: Buffer;
  /** Of the secret that made the fingerprint and seals the reply. */
  readonly keyId: string;
  readonly keepMs: number;
  /** A claim without a reply this old is of a process that died. */
  readonly deadAfterMs: number;
}

/**
 * Claims a key for one request: true, the caller carries it out; false, another has claimed it, see
 * `readIdempotencyKey`. An expired row counts as none; a dead one goes to a request of the same content only.
 */
export async function claimIdempotencyKey(em: EntityManager, claim: IdempotencyClaim): Promise<boolean> {
  const rows = await query(
    em,
    `insert into idempotency_keys as kept (client_id, route, key_sha256, fingerprint, key_id, claim_id, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 millisecond')
     on conflict (client_id, route, key_sha256) do update set
       fingerprint = excluded.fingerprint, key_id = excluded.key_id, claim_id = excluded.claim_id, begun_at = now(),
       expires_at = excluded.expires_at, status = null, reply = null
     where kept.expires_at <= now()
        or (kept.status is null and kept.begun_at < now() - $8 * interval '1 millisecond'
            -- Fingerprints of two secrets cannot be compared here; that a secret was rotated just then is rare enough.
            and (kept.fingerprint = excluded.fingerprint or kept.key_id <> excluded.key_id))
     returning 1`,
    [
      claim.clientId,
      claim.route,
      claim.keySha256,
      claim.fingerprint,
      claim.keyId,
      claim.claimId,
      claim.keepMs,
      claim.deadAfterMs,
    ],
  );
  return rows.length > 0;
}
