import { describe, expect, test } from '@jest/globals';
import type { OpenItem } from '../../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { item, ledgerOf, payment } from '../smallLedger.ts';

const cited = (items: readonly OpenItem[], given: Partial<Payment>) => {
  const ledger = ledgerOf(items);
  ledger.moveTo('2026-01-31');
  return ledger.references(payment('p', given));
};
const kids = (items: readonly OpenItem[], given: Partial<Payment>) =>
  cited(items, given).kids.map(({ form, source, itemIds, namesParty }) => [form, source, ...itemIds, namesParty]);
const numbers = (items: readonly OpenItem[], given: Partial<Payment>) =>
  cited(items, given).numbers.map(({ token, digits, itemIds }) => [token, digits, ...itemIds]);

describe('matching 2: a KID is compared exactly first', () => {
  const items = [item('i1', { kid: '2345676' }), item('i2', { kid: '002345676', partyId: 'B' })];

  test.each([
    ['as written', '2345676', [['exact', 'field', 'i1', null]]],
    ['with spaces', ' 2345 676 ', [['exact', 'field', 'i1', null]]],
    ['leading zeros count', '002345676', [['exact', 'field', 'i2', null]]],
    ['without zeros only where one party is hit', '02345676', []],
  ])('%s: %j', (_what, kid, found) => {
    expect(kids(items, { kid })).toEqual(found);
  });

  test.each([
    ['without leading zeros', '0002345676'],
    ['without the final hyphen', '2345676-'],
  ])('else %s, if only one item is hit: %s', (_what, kid) => {
    expect(kids([item('i1', { kid: '2345676' })], { kid })).toEqual([['without_zeros', 'field', 'i1', null]]);
  });

  test.each([
    ['Kunde KID 2345 676', 'text'],
    ['KID: 2345.676', 'text'],
  ])('in free text with spaces or dots: %j', (text, source) => {
    expect(kids([item('i1', { kid: '2345676' })], { text })).toEqual([['exact', source, 'i1', null]]);
  });

  test('of a closed item counts, of one issued later does not', () => {
    const closed = item('i1', { kid: '2345676', residualMinor: 0n });
    const later = item('i2', { kid: '12345678903', issueDate: '2026-02-01' });
    expect(kids([closed, later], { kid: '2345676' })).toHaveLength(1);
    expect(kids([closed, later], { kid: '12345678903' })).toEqual([]);
  });

  test('of what the client owes is not what a customer pays by', () => {
    expect(kids([item('i1', { kid: '2345676', kind: 'payable' })], { kid: '2345676' })).toEqual([]);
  });

  test('a creditor reference (ISO 11649) cites what it wraps', () => {
    expect(kids([item('i1', { kid: '539007547034' })], { text: 'RF18 5390 0754 7034' })).toHaveLength(1);
    expect(numbers([item('i1', { number: '539007547034' })], { kid: 'RF18539007547034' })).toHaveLength(1);
  });
});

describe('matching 4: a KID of several issue dates or amounts names the party', () => {
  const one = item('i1', { kid: '2345676' });

  test.each([
    ['another amount', { amountMinor: 5_000n }, 'A'],
    ['another issue date, closed', { issueDate: '2026-01-05', residualMinor: 0n }, 'A'],
    ['the same date and amount', {}, null],
    ['another party', { partyId: 'B', amountMinor: 5_000n }, null],
  ])('%s', (_what, given, namesParty) => {
    const other = item('i2', { kid: '2345676', ...given });
    expect(kids([one, other], { kid: '2345676' })).toEqual([['exact', 'field', 'i1', 'i2', namesParty]]);
  });
});

describe('matching 3, B: numbers cited', () => {
  const items = [
    item('i1', { number: '10023' }),
    item('i2', { number: 'INV-2026-1042' }),
    item('i3', { number: '977' }),
  ];

  test.each([
    ['as a token', { text: 'Faktura 10023' }, [['10023', 5, 'i1']]],
    ['with leading zeros', { text: 'Fakt 0010023' }, [['0010023', 5, 'i1']]],
    ['with a prefix', { text: 'F-10023' }, [['F-10023', 5, 'i1']]],
    ['whole', { text: 'INV-2026-1042' }, [['INV-2026-1042', 8, 'i2']]],
    ['by its end', { text: 'gjelder 1042' }, [['1042', 4, 'i2']]],
    ['of three digits behind a word', { text: 'faktura nr 977' }, [['977', 3, 'i3']]],
    ['of three digits alone', { text: '977' }, []],
    ['in the KID field', { kid: '10023' }, [['10023', 5, 'i1']]],
    ['never within a longer number', { text: '110023' }, []],
  ])('%s', (_what, given, found) => {
    expect(numbers(items, given)).toEqual(found);
  });

  test('what hits as a KID is not a number besides', () => {
    const both = [item('i1', { kid: '2345676' }), item('i2', { number: '2345676' })];
    expect(numbers(both, { text: 'KID 2345676' })).toEqual([]);
  });
});

describe('matching 7: an unknown KID', () => {
  test.each([
    ['hits nothing', { kid: '2345676' }, '2345676'],
    ['hits as a number', { kid: '10001' }, null],
    ['is not of the form', { kid: 'Faktura' }, null],
    ['is none', {}, null],
  ])('%s', (_what, given, unknownKid) => {
    expect(cited([item('i1')], given).unknownKid).toBe(unknownKid);
  });
});

describe("matching 3, B: a month that is paid for is nobody's number", () => {
  const items = [item('i1', { number: '2026-11', kid: '202611' }), item('i2', { number: '2026', partyId: 'B' })];

  test.each(['Husleie 2026-11', 'Husleie:2026-11', 'Leie 202611', 'Leie nov2026', 'Leie 11-2026', 'Leie 11 2026'])(
    'nor a KID: %s',
    (text) => {
      expect([numbers(items, { text }), kids(items, { text })]).toEqual([[], []]);
    },
  );

  test.each([
    ['announced', { text: 'Faktura 2026-11' }],
    ['announced, with letters', { text: 'INV-2026-11' }],
  ])('%s it is', (_what, given) => {
    expect(numbers(items, given).map(([, , ...itemIds]) => itemIds)).toEqual([['i1']]);
  });

  test('with letters of its own it is the one that bears them', () => {
    const lettered = [item('i1', { number: 'F2026-11' }), item('i2', { number: '2026-11' })];
    expect(numbers(lettered, { text: 'Husleie F2026-11' })).toEqual([['F2026-11', 6, 'i1']]);
  });

  test("in the bank's own field it is a KID", () => {
    expect(kids(items, { kid: '202611' })).toEqual([['exact', 'field', 'i1', null]]);
  });
});

test('matching 3, B: a telephone or a post box is no number, nor a KID when it is joined', () => {
  const items = [item('i1', { number: '91234511', kid: '2345676' })];
  for (const text of ['Tlf 234 56 76', 'tlf: 91234511', 'Mob. +47 912 34 511', 'Postboks 2345676'])
    expect([numbers(items, { text }), kids(items, { text })]).toEqual([[], []]);
  expect(numbers(items, { text: 'tlf 234 56 76, faktura 91234511' })).toHaveLength(1);
  expect(kids(items, { text: 'hotell 234 56 76' })).toHaveLength(1);
});
