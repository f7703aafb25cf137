import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { StringChains } from '../../../../../src/domain/matching/ledger/stringChains.ts';

test('matching 15: hash chains find what a map of strings finds, however few links were expected', () => {
  const keys = fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }), { maxLength: 40 });
  fc.assert(
    fc.property(keys, fc.integer({ min: 0, max: 40 }), fc.string({ maxLength: 3 }), (keysOf, expected, asked) => {
      const chains = new StringChains(expected);
      for (const [value, ofValue] of keysOf.entries()) for (const key of new Set(ofValue)) chains.add(key, value);
      for (const key of [asked, ...keysOf.flat()]) {
        const having = [...keysOf.keys()].filter((value) => keysOf[value]?.includes(key));
        expect(chains.valuesOf(key, (value) => keysOf[value]?.includes(key) === true)).toEqual(having);
      }
    }),
  );
});
