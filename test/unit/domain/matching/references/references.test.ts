import { describe, expect, test } from '@jest/globals';
import { announcedKids, citedNumbers } from '../../../../../src/domain/matching/references/citedNumbers.ts';
import {
  creditorReferences,
  isCreditorReference,
  wrappedReference,
} from '../../../../../src/domain/matching/references/creditorReference.ts';
import { exactKid, kidWithoutZeros } from '../../../../../src/domain/matching/references/kidForms.ts';
import { numberVariants } from '../../../../../src/domain/matching/references/numberVariants.ts';

describe('matching 2: creditor references (ISO 11649)', () => {
  // The standard's own example, and the one of the European Payments Council's guidelines.
  test.each([
    ['RF18539007547034', true],
    ['RF712348231', true],
    ['RF712348232', false],
    ['RF00', false],
    ['2345676', false],
  ])('%s: %s', (text, isOne) => {
    expect(isCreditorReference(text)).toBe(isOne);
  });

  test.each([
    ['Ref RF18 5390 0754 7034', ['RF18539007547034']],
    ['rf18 5390 0754 7034 takk for sist', ['RF18539007547034']],
    ['XRF18539007547034', []],
    ['RF18539007547035', []],
    [null, []],
  ])('in %j: %j', (text, found) => {
    expect(creditorReferences(text)).toEqual(found);
  });

  test('wraps a number or KID, filled up with zeros', () => {
    expect(wrappedReference('RF710000002348231')).toBe('2348231');
  });
});

describe('matching 2: forms of a KID', () => {
  test.each([
    [' 00 2345 676 ', '002345676', '2345676'],
    ['1000103-', '1000103-', '1000103'],
    ['0000', '0000', '0'],
  ])('%j: exactly %s, else %s', (kid, exact, loose) => {
    expect([exactKid(kid), kidWithoutZeros(kid)]).toEqual([exact, loose]);
  });
});

describe('matching 3, B: numbers', () => {
  test.each([
    ['10023', ['10023']],
    ['0010023', ['0010023', '10023']],
    ['INV-0010023', ['INV-0010023', '10023']],
    ['2026-1042', ['2026-1042', '1042', '20261042']],
    ['inv-2026/7', ['INV-2026/7', '20267']],
    ['A7', ['A7']],
    ['', []],
  ])('%j is looked up as %j', (number, variants) => {
    expect(numberVariants(number)).toEqual(variants);
  });

  test.each([
    ['four digits and more', 'Ordre 10023 og 977', ['10023']],
    ['three behind a word that says so', 'Faktura nr. 977', ['977']],
    ['no dates, no years', 'Leie 01.02.2026 for 2026, 2026-02-01', []],
    ['a year behind such a word', 'faktura 2026', ['2026']],
    ['nothing', null, []],
  ])('%s: %j', (_what, text, cited) => {
    expect(citedNumbers(text)).toEqual(cited);
  });

  test('D-14 a text of any length is read at once', () => {
    const before = process.cpuUsage();
    for (const filling of ['-', ' ', '.', ' 1', 'KID ', 'RF18 '])
      for (const read of [citedNumbers, announcedKids, creditorReferences]) read(`faktura ${filling.repeat(20_000)}`);
    // Of the CPU: other suites run beside this one.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(4_000);
  });
});
