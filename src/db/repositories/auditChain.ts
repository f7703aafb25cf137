import type { EntityManager } from '@mikro-orm/postgresql';
import { type BrokenLink, type ChainPlace, chainStart, followChain } from '../../security/auditChain.ts';
import { findUnsealed, readChain, readHead } from '../sql/audit/readChain.ts';

export interface Followed {
  readonly place: ChainPlace;
  readonly broken: BrokenLink | null;
}

/** Whether the seal that was found right before is still there as it was: else what lies before it was written anew. */
export async function holdsAt(em: EntityManager, clientId: string, place: ChainPlace): Promise<BrokenLink | null> {
  if (place.seq === 0) return null;
  const seal = await readHead(em, clientId, place.seq);
  if (seal !== null && seal.seq === place.seq && seal.hash.equals(place.hash)) return null;
  return { entryId: seal?.entryId ?? null, reason: 'cut_off' };
}

/** Goes along a client's chain from a place that holds, `limit` links at most. Runs inside `withClient`. */
export async function followStretch(
  em: EntityManager,
  { clientId, from, limit }: { readonly clientId: string; readonly from: ChainPlace; readonly limit: number },
): Promise<Followed & { readonly more: boolean }> {
  const links = await readChain(em, { clientId, afterSeq: from.seq, limit });
  const followed = followChain(links, from);
  return { ...followed, more: links.length === limit && followed.broken === null };
}

/** The whole of a short chain, with what no seal names: for a look at once. */
export async function followWhole(em: EntityManager, clientId: string, limit: number): Promise<Followed> {
  const followed = await followStretch(em, { clientId, from: chainStart, limit });
  const unsealed = followed.broken === null ? await findUnsealed(em, clientId) : null;
  return unsealed === null ? followed : { ...followed, broken: { entryId: unsealed, reason: 'unsealed' } };
}
