import type { EntityManager } from '@mikro-orm/postgresql';
import type { BrokenLink, BrokenReason, ChainPlace } from '../../../security/auditChain.ts';
import { query } from '../../tenantScope.ts';
import { instant } from '../read/instant.ts';

/** How far a client's chain was found right. */
export interface StoredCheck {
  readonly place: ChainPlace;
  /** RFC 3339 UTC; null: never. */
  readonly wholeAt: string | null;
  readonly brokenEntryId: string | null;
  readonly brokenBecause: BrokenReason | null;
}

interface Row {
  readonly seq: number;
  readonly hash: Buffer | null;
  readonly wholeAt: string | null;
  readonly brokenEntryId: string | null;
  readonly brokenBecause: BrokenReason | null;
}

/** Null: the client has no entry yet. */
export async function readAuditCheck(em: EntityManager, clientId: string): Promise<StoredCheck | null> {
  const [row] = await query<Row>(
    em,
    `select seq::int as seq, hash, ${instant('whole_at')} as "wholeAt", broken_entry_id as "brokenEntryId",
            broken_because as "brokenBecause"
     from audit_checks where client_id = $1`,
    [clientId],
  );
  if (row === undefined) return null;
  const { seq, hash, ...rest } = row;
  return { place: { seq, hash: hash ?? Buffer.alloc(0) }, ...rest };
}

export interface NewCheck {
  readonly clientId: string;
  readonly place: ChainPlace;
  readonly isWhole: boolean;
  readonly broken: BrokenLink | null;
}

/**
 * Notes how far the chain holds; never back, where two look at once. What was found broken stays so until a look at the
 * whole chain finds nothing.
 */
export async function putAuditCheck(em: EntityManager, { clientId, place, isWhole, broken }: NewCheck): Promise<void> {
  await query(
    em,
    `update audit_checks
     set seq = greatest(seq, $2), hash = case when $2 >= seq then $3 else hash end, checked_at = now(),
         whole_at = case when $4 then now() else whole_at end,
         broken_entry_id = case when $5::text is not null or $4 then $6::uuid else broken_entry_id end,
         broken_because = case when $5::text is not null or $4 then $5 else broken_because end
     where client_id = $1`,
    [clientId, place.seq, place.hash, isWhole, broken?.reason ?? null, broken?.entryId ?? null],
  );
}

export interface ClientToCheck {
  readonly clientId: string;
  /** The whole chain was not gone through for a day. */
  readonly isWholeDue: boolean;
}

/** Clients with a chain, by id. Runs inside `acrossClients`. */
export const listChainsToCheck = (
  em: EntityManager,
  { afterClientId, limit }: { readonly afterClientId: string | null; readonly limit: number },
): Promise<ClientToCheck[]> =>
  query<ClientToCheck>(
    em,
    `select client_id as "clientId", coalesce(whole_at < now() - interval '23 hours', true) as "isWholeDue"
     from audit_checks
     where $1::uuid is null or client_id > $1
     order by client_id
     limit $2`,
    [afterClientId, limit],
  );
