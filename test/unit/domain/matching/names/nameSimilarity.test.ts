import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { foldedNameOf, fromFolded } from '../../../../../src/domain/matching/names/foldedName.ts';
import { jaroWinkler } from '../../../../../src/domain/matching/names/jaroWinkler.ts';
import { bandOfScore } from '../../../../../src/domain/matching/names/nameBand.ts';
import { nameSimilarity } from '../../../../../src/domain/matching/names/nameSimilarity.ts';
import { tokenSetRatio } from '../../../../../src/domain/matching/names/tokenSetRatio.ts';

const similarity = (a: string, b: string): number => nameSimilarity(foldedNameOf(a), foldedNameOf(b));
const anyText = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', ' '), maxLength: 45 });

describe('Jaro–Winkler', () => {
  // Winkler 1990, and the tables of later papers that cite it.
  test.each([
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['dwayne', 'duane', 0.84],
    ['abc', 'xyz', 0],
    ['', 'abc', 0],
    ['same', 'same', 1],
  ])('%s and %s: %d', (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 4);
  });

  test('is symmetric, within 0 and 1, and 1 for equal strings only, however long', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const score = jaroWinkler(a, b);
        expect(score).toBeCloseTo(jaroWinkler(b, a), 12);
        expect(score === 1).toBe(a === b);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('token-set ratio', () => {
  test.each([
    [['bygg', 'nord'], ['bygg', 'nord', 'vest'], 1],
    [['bygg'], ['rør'], 0],
    [['bygg', 'nord'], ['bygg', 'sør'], 12 / 17],
  ])('%j and %j: %d', (a, b, expected) => {
    expect(tokenSetRatio(a, b)).toBeCloseTo(expected, 6);
  });
});

describe('matching 4: how alike two names are', () => {
  test.each([
    ['the same folded string', 'Møller Rør AS', 'MOELLER ROER', 'equal'],
    [
      'cut at 35 characters',
      'Stavanger Sandnes Eiendomsforvaltning og Drift AS',
      'STAVANGER SANDNES EIENDOMSFORVALTNI',
      'over_93',
    ],
    ['another order', 'Nordmann Ola', 'Ola Nordmann', 'over_93'],
    ['a typing error', 'Fjellheim Bygg', 'Fjelheim Bygg', 'over_93'],
    ['a contained name alone', 'Lien', 'Solveig Lien Catering', 'over_85'],
    ['a short beginning', 'Nord', 'Nordlysveien Barnehage', 'over_70'],
    ['strangers', 'Havørn Elektro', 'Kari Lien', 'below'],
  ])('%s: %s and %s are %s', (_what, a, b, band) => {
    expect(bandOfScore(similarity(a, b))).toBe(band);
  });

  test('a name without anything is like none', () => {
    expect(nameSimilarity(fromFolded(''), fromFolded('ola'))).toBe(0);
  });

  test('is symmetric, and 1 for the same folded string only', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(similarity(a, b)).toBeCloseTo(similarity(b, a), 12);
        expect(similarity(a, b) === 1).toBe(foldedNameOf(a).folded === foldedNameOf(b).folded);
      }),
    );
  });
});
