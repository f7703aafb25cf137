import { createHash } from 'node:crypto';

/** A seal of a client's chain, and what it seals (C-19). */
export interface ChainLink {
  readonly seq: number;
  readonly entryId: string;
  readonly hash: Buffer;
  /** The entry in its canonical form; null: it is gone. */
  readonly canonical: string | null;
  /** Of the person behind it; null: none was named. */
  readonly userDigest: Buffer | null;
  /** Null: no person was named, or she was forgotten. */
  readonly userRef: string | null;
  readonly salt: Buffer | null;
}

export interface ChainPlace {
  /** 0 before the first. */
  readonly seq: number;
  /** Empty before the first. */
  readonly hash: Buffer;
}

export const brokenReasons = ['altered', 'missing', 'unsealed', 'person_altered', 'cut_off'] as const;
export type BrokenReason = (typeof brokenReasons)[number];

export interface BrokenLink {
  readonly entryId: string | null;
  readonly reason: BrokenReason;
}

export const chainStart: ChainPlace = { seq: 0, hash: Buffer.alloc(0) };

/** What the chain holds of a person: SHA-256(salt ‖ name). The salt has 16 random bytes, one for each entry. */
export const personDigest = (salt: Uint8Array, user: string): Buffer =>
  createHash('sha256').update(salt).update(user, 'utf8').digest();

/** h_n = SHA-256(h_{n-1} ‖ canonical(entry_n)) */
const hashOf = (before: Uint8Array, canonical: string): Buffer =>
  createHash('sha256').update(before).update(canonical, 'utf8').digest();

/** What is wrong with one link, given the hash before it; null: nothing is. */
export function brokenBecause(link: ChainLink, before: Uint8Array): BrokenReason | null {
  const { canonical, userRef, salt, userDigest } = link;
  if (canonical === null) return 'missing';
  if (!hashOf(before, canonical).equals(link.hash)) return 'altered';
  if (userRef === null || salt === null) return null;
  return userDigest !== null && personDigest(salt, userRef).equals(userDigest) ? null : 'person_altered';
}

/** Goes along links that are in order and begin right behind `from`: how far they hold, and the first that does not. */
export function followChain(
  links: readonly ChainLink[],
  from: ChainPlace,
): { readonly place: ChainPlace; readonly broken: BrokenLink | null } {
  let place = from;
  for (const link of links) {
    // A seal that was taken out leaves a hole before the next one.
    const reason = link.seq === place.seq + 1 ? brokenBecause(link, place.hash) : 'missing';
    if (reason !== null) return { place, broken: { entryId: link.entryId, reason } };
    place = { seq: link.seq, hash: link.hash };
  }
  return { place, broken: null };
}
