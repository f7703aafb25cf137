import { describe, expect, test } from '@jest/globals';
import { decideRunEnd, type RunEndInput, type RunPart } from '../../../src/domain/runEnd.ts';

const merged: RunPart = { state: 'merged', outcome: 'complete_unverified' };
const proved: RunPart = { state: 'merged', outcome: 'complete' };
const lost: RunPart = { state: 'merged', outcome: 'gap' };
const reading: RunPart = { state: 'reading', outcome: null };
const parked: RunPart = { state: 'parked', outcome: 'parked' };
const looped: RunPart = { state: 'partial', outcome: 'partial' };

const cases: readonly (readonly [string, Partial<RunEndInput>, string, readonly string[]])[] = [
  ['all merged', { parts: [merged, merged] }, 'complete_unverified', ['complete_unverified', 'complete_unverified']],
  ['all proved by their balances', { parts: [proved, proved] }, 'complete', ['complete', 'complete']],
  ['one without a witness', { parts: [proved, merged] }, 'complete_unverified', ['complete', 'complete_unverified']],
  ['dates lost in one account', { parts: [proved, lost] }, 'partial', ['complete', 'gap']],
  [
    'a balance outlives a cancel',
    { parts: [proved, reading], cancelled: true },
    'cancelled',
    ['complete', 'cancelled'],
  ],
  ['nothing to read', { parts: [] }, 'complete', []],
  ['failed before an account', { parts: [], failed: true }, 'failed', []],
  ['failed in the only account', { parts: [reading], failed: true }, 'failed', ['failed']],
  [
    'failed in the second account',
    { parts: [merged, reading], failed: true },
    'partial',
    ['complete_unverified', 'failed'],
  ],
  ['failed after the merge', { parts: [merged], failed: true }, 'complete_unverified', ['complete_unverified']],
  ['left unread without a reason', { parts: [reading] }, 'failed', ['failed']],
  ['cancelled', { parts: [merged, reading], cancelled: true }, 'cancelled', ['complete_unverified', 'cancelled']],
  ['cancelled after the merge', { parts: [merged], cancelled: true }, 'cancelled', ['complete_unverified']],
  [
    'parked, others wait behind it',
    { parts: [merged, parked, reading] },
    'parked',
    ['complete_unverified', 'parked', 'parked'],
  ],
  ['parked for too long', { parts: [parked, reading], mayPark: false }, 'partial', ['partial', 'partial']],
  ['a loop in one account', { parts: [looped, merged] }, 'partial', ['partial', 'complete_unverified']],
  ['read elsewhere', { parts: [{ state: 'partial', outcome: 'elsewhere' }] }, 'complete_unverified', ['elsewhere']],
];

describe('decideRunEnd', () => {
  test.each(cases)('ledger 7 %s', (_name, input, status, outcomes) => {
    expect(decideRunEnd({ parts: [], cancelled: false, failed: false, mayPark: true, ...input })).toEqual({
      status,
      outcomes,
    });
  });
});
