import { expect, test } from '@jest/globals';
import { type Acceptance, decideFourEyes } from '../../../../src/domain/review/decideFourEyes.ts';

const allocations = [
  { invoiceId: 'a', amountMinor: 30_000n },
  { invoiceId: 'b', amountMinor: 20_001n },
];
const acceptance = (change: Partial<Acceptance> = {}): Acceptance => ({
  amountMinor: 50_001n,
  currency: 'NOK',
  allocations,
  user: 'anna',
  first: null,
  ...change,
});
const by = (user: string, accepted = allocations) => ({ user, allocations: accepted });

const cases: readonly (readonly [string, string | undefined, Acceptance, string])[] = [
  ['no limit', undefined, acceptance({ user: null }), 'alone'],
  ['at the limit', '500.01', acceptance({ user: null }), 'alone'],
  ['above it, nobody named', '500.00', acceptance({ user: null }), 'user_required'],
  ['above it, the first', '500.00', acceptance(), 'first'],
  ['money out above it', '500', acceptance({ amountMinor: -50_001n }), 'first'],
  ['a currency that cannot be compared', '500.00', acceptance({ amountMinor: 1n, currency: 'EUR' }), 'first'],
  ['the same person again', '500.00', acceptance({ first: by('anna') }), 'same_person'],
  ['the same person, in capitals', '500.00', acceptance({ first: by('ANNA') }), 'same_person'],
  ['the same person, in full width', '500.00', acceptance({ first: by('ａｎｎａ') }), 'same_person'],
  ['the same person, with space around', '500.00', acceptance({ first: by(' anna\u00a0') }), 'same_person'],
  [
    'the same person, with other space within',
    '500.00',
    acceptance({ user: 'Anna B', first: by('anna\u00a0 \u2003b') }),
    'same_person',
  ],
  [
    'the same person, with accents of their own',
    '500.00',
    acceptance({ user: '\u00c5SE Stra\u00dfe', first: by('a\u030ase STRASSE') }),
    'same_person',
  ],
  ['another person, of almost the same name', '500.00', acceptance({ first: by('anne') }), 'second'],
  ['another person', '500.00', acceptance({ first: by('bo') }), 'second'],
  ['another person, in another order', '500.00', acceptance({ first: by('bo', allocations.toReversed()) }), 'second'],
  ['another person, other allocations', '500.00', acceptance({ first: by('bo', allocations.slice(1)) }), 'first'],
  ['the same person, other allocations', '500.00', acceptance({ first: by('anna', allocations.slice(1)) }), 'first'],
  ['no invoice', '0', acceptance({ allocations: [], user: null }), 'alone'],
  ['a limit of nothing', '0', acceptance({ amountMinor: 1n }), 'first'],
  ['a limit that nobody can read', 'x', acceptance({ amountMinor: 1n }), 'first'],
];
test.each(cases)('matching 9 four eyes: %s', (_name, limit, given, kind) => {
  expect(decideFourEyes(limit, given).kind).toBe(kind);
});
