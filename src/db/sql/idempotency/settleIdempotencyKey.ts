import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { IdempotencyClaim } from './claimIdempotencyKey.ts';

export type OwnClaim = Pick<IdempotencyClaim, 'clientId' | 'route' | 'keySha256' | 'claimId'>;

/** Keeps the reply for repeats. False: the claim was taken for dead and is somebody else's. */
export async function keepReply(
  em: EntityManager,
  { clientId, route, keySha256, claimId }: OwnClaim,
  reply: { readonly status: number; readonly sealed: Buffer },
): Promise<boolean> {
  const rows = await query(
    em,
    `update idempotency_keys set status = $5, reply = $6
     where client_id = $1 and route = $2 and key_sha256 = $3 and claim_id = $4 and status is null
     returning 1`,
    [clientId, route, keySha256, claimId, reply.status, reply.sealed],
  );
  return rows.length > 0;
}

/** Gives a claim back: the next request with the key is carried out anew. */
export async function giveClaimBack(
  em: EntityManager,
  { clientId, route, keySha256, claimId }: OwnClaim,
): Promise<void> {
  await query(
    em,
    `delete from idempotency_keys
     where client_id = $1 and route = $2 and key_sha256 = $3 and claim_id = $4 and status is null`,
    [clientId, route, keySha256, claimId],
  );
}
