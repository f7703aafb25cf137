import { describe, expect, test } from '@jest/globals';
import { foldedNameOf, fromFolded } from '../../../../../src/domain/matching/names/foldedName.ts';
import { foldName } from '../../../../../src/domain/matching/names/foldName.ts';
import { bandOfScore } from '../../../../../src/domain/matching/names/nameBand.ts';
import { NameIndex } from '../../../../../src/domain/matching/names/nameIndex.ts';
import { nameSimilarity } from '../../../../../src/domain/matching/names/nameSimilarity.ts';

const party = (id: string, name: string, ...aliases: readonly string[]) => ({ id, name, aliases });
const parties = [
  party('1', 'Fjellheim Bygg AS'),
  party('2', 'Fjellheim Rør AS'),
  party('3', 'Stavanger Sandnes Eiendomsforvaltning AS'),
  party('4', 'Ola Nordmann'),
  party('5', 'Ola Nordmann'),
  party('6', 'Havørn Elektro AS', 'Havørn Lys og Varme'),
];
const best = (name: string, index = new NameIndex(parties)) => {
  const { score, parties: ids } = index.best(foldName(name));
  return [bandOfScore(score), ids];
};

describe('matching 4: a name is judged against all parties', () => {
  test.each([
    ['FJELLHEIM BYGG', 'equal', ['1']],
    ['FJELHEIM BYGG', 'over_93', ['1']],
    ['STAVANGER SANDNES EIENDOMSFORVALTNI', 'over_93', ['3']],
    ['Nordmann Ola', 'over_93', ['4', '5']],
    ['Ola Nordmann', 'equal', ['4', '5']],
    ['Havørn Lys & Varme', 'over_70', ['6']],
    ['HAVOERN LYS OG VARME', 'equal', ['6']],
    ['Solbakken Regnskap', 'below', []],
    ['', 'below', []],
  ])('%s is %s to %j', (name, band, ids) => {
    const [found, to] = best(name);
    expect(to).toEqual(ids);
    expect(found === band || (band === 'over_70' && found !== 'below')).toBe(true);
  });

  test('matching 10: a name that is learnt finds its party from then on', () => {
    const index = new NameIndex(parties);
    expect(best('Kari Lien', index)).toEqual(['below', []]);
    index.add('2', 'Lien, Kari');
    expect(best('Kari Lien', index)).toEqual(['over_93', ['2']]);
    expect(index.score(foldedNameOf('Lien Kari'), '2')).toBe(1);
    index.add('2', 'Lien, Kari');
    expect(best('Lien Kari', index)).toEqual(['equal', ['2']]);
  });

  // Every word is in thousands of names: none is found by a rare one, but each by the whole.
  test('words that are common find nobody but in the whole name', () => {
    const many = Array.from({ length: 3_000 }, (_unused, number) => party(`p${number}`, `Ola Hansen ${number}`));
    const index = new NameIndex([...many, party('one', 'Ola Hansen')]);
    expect(best('Ola Hansen', index)).toEqual(['equal', ['one']]);
    expect(best('Hansen Ola', index)).toEqual(['below', []]);
  });

  test('matching 3, F: a search by words finds what comparing with everybody finds', () => {
    const syllables = ['nor', 'berg', 'dal', 'vik', 'lund', 'haug', 'fjell', 'holm', 'tveit', 'strand'];
    const words = syllables.slice(0, 5).flatMap((a) => syllables.map((b) => `${a}${b}`));
    const kinds = ['bygg', 'transport'];
    const names = words.flatMap((word) => kinds.map((kind) => `${word} ${kind}`));
    const index = new NameIndex(names.map((name) => party(name, name)));
    const folded = names.map((name) => fromFolded(name));
    const missed = names.filter((name) => {
      const mistyped = fromFolded(`${name.slice(0, 2)}${name.slice(3)}`);
      const highest = Math.max(...folded.map((other) => nameSimilarity(mistyped, other)));
      return index.best(mistyped.folded).score < highest;
    });
    expect(missed.length).toBeLessThan(names.length * 0.05);
  });

  test('the score of a party is that of its best name', () => {
    const index = new NameIndex(parties);
    expect(index.score(fromFolded('havorn lys og varme'), '6')).toBe(1);
    expect(index.score(fromFolded('havorn lys og varme'), 'nobody')).toBe(0);
  });
});
