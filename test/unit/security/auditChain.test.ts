import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type ChainLink, chainStart, followChain, personDigest } from '../../../src/security/auditChain.ts';

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

/** A chain over these entries, made apart from the code under test. */
function chainOf(...entries: readonly string[]): ChainLink[] {
  let before: Buffer = Buffer.alloc(0);
  return entries.map((canonical, index) => {
    before = sha256(before, canonical);
    return {
      seq: index + 1,
      entryId: `e${index + 1}`,
      hash: before,
      canonical,
      userDigest: null,
      userRef: null,
      salt: null,
    };
  });
}
const salt = Buffer.alloc(16, 7);
const withPerson = (link: ChainLink, userRef: string | null, digestOf: string): ChainLink => ({
  ...link,
  userRef,
  salt: userRef === null ? null : salt,
  userDigest: personDigest(salt, digestOf),
});

describe('C-19 following a chain', () => {
  const [one, two, three] = chainOf('["a"]', '["b"]', '["ø"]');
  if (one === undefined || two === undefined || three === undefined) throw new Error('no chain');

  test('C-19 whole, in stretches, and from where it is followed already', () => {
    const first = followChain([one, two], chainStart);
    expect(first).toEqual({ place: { seq: 2, hash: two.hash }, broken: null });
    expect(followChain([three], first.place)).toEqual({ place: { seq: 3, hash: three.hash }, broken: null });
    expect(followChain([], first.place)).toEqual(first);
  });

  test.each<[string, readonly ChainLink[], number, string]>([
    ['altered', [one, { ...two, canonical: '["c"]' }, three], 1, 'e2'],
    ['altered', [one, { ...two, hash: one.hash }, three], 1, 'e2'],
    ['missing', [one, { ...two, canonical: null }, three], 1, 'e2'],
    ['missing', [one, three], 1, 'e3'],
    ['missing', [two, three], 0, 'e2'],
    ['person_altered', [one, withPerson(two, 'bo', 'anna')], 1, 'e2'],
    ['person_altered', [one, { ...two, userRef: 'bo', salt }], 1, 'e2'],
  ])('C-19 %s: the first that does not hold is named', (reason, links, seq, entryId) => {
    expect(followChain(links, chainStart)).toMatchObject({ place: { seq }, broken: { entryId, reason } });
  });

  test('C-19 a person who was named holds, and one who was forgotten', () => {
    for (const userRef of ['anna', null])
      expect(followChain([one, withPerson(two, userRef, 'anna')], chainStart).broken).toBeNull();
  });
});
