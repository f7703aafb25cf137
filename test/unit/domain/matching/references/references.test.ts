import { describe, expect, test } from '@jest/globals';
import { announcedKids, citedNumbers } from '../../../../../src/domain/matching/references/citedNumbers.ts';
import {
  creditorReferences,
  isCreditorReference,
  wrappedReference,
} from '../../../../../src/domain/matching/references/creditorReference.ts';
import { exactKid, kidWithoutZeros } from '../../../../../src/domain/matching/references/kidForms.ts';
import { numberVariants } from '../../../../../src/domain/matching/references/numberVariants.ts';
import { withoutPhones } from '../../../../../src/domain/matching/references/withoutPhones.ts';

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

  test.each([
    '2026-11',
    '2026/11',
    '2026.3',
    '11-2026',
    '3/2026',
    '11.2026',
    '11/26',
    '202611',
    '112026',
    '20261114',
    '14112026',
    '141126',
    '261114',
    '14/11',
    '14.11.26',
    '2026/11/14',
    '2026Q4',
    'Q4-2026',
    '(2026-11)',
  ])('what reads as the time that is paid for is no number: %s', (period) => {
    expect(citedNumbers(`Husleie ${period}`)).toEqual([]);
  });

  test.each(['2026-13', '2026-1042', '202613', '198911', '501326', '11/1989', '123456'])(
    'what cannot be a month or a day is one: %s',
    (number) => {
      expect(citedNumbers(`Husleie ${number}`)).toContain(number);
    },
  );

  test.each([
    ['Faktura 2026-11', ['2026-11']],
    ['fakturanr. 2026-11', ['2026-11']],
    ['Faktura:2026/11', ['2026/11']],
    ['Invoice no 202611', ['202611']],
    ['inv-141126', ['141126']],
    ['Ref. 11-2026', ['11-2026']],
    ['ref 2026-11, 2026-12 og 2026-10', ['2026-11', '2026-12', '2026-10']],
    ['Faktura 2026-11 for 2026-12', ['2026-11']],
  ])('unless a word announces it: %s', (text, cited) => {
    expect(citedNumbers(text)).toEqual(expect.arrayContaining(cited));
    expect(citedNumbers(text).filter((token) => /^[0-9]/.test(token))).toHaveLength(cited.length);
  });

  test.each(['Faktura 14.11.2026', 'Faktura av 2026-11', 'Ref 14.11'])('of a day never: %s', (text) => {
    expect(citedNumbers(text)).toEqual([]);
  });

  test('D-14 a text of any length is read at once', () => {
    const before = process.cpuUsage();
    for (const filling of ['-', ' ', '.', ' 1', ', 1', '-1', 'KID ', 'RF18 ', 'tlf 1 '])
      for (const read of [citedNumbers, announcedKids, creditorReferences, withoutPhones])
        read(`faktura ${filling.repeat(20_000)}`);
    // Of the CPU: other suites run beside this one.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(4_000);
  });
});
