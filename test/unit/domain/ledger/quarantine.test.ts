import { describe, expect, test } from '@jest/globals';
import { decideQuarantine, type KnownForm } from '../../../../src/domain/ledger/quarantine.ts';

const form = (rawSha256: string, more: Partial<KnownForm> = {}): KnownForm => ({
  rawSha256,
  bookingDate: '2026-03-01',
  accepted: false,
  entries: 1,
  ...more,
});
const entry = (rawSha256: string, bookingDate: string | null = '2026-03-01') => ({ rawSha256, bookingDate });
const decide = (known: readonly KnownForm[], shown: readonly ReturnType<typeof entry>[]) => {
  const { toStore, heldDates, hasUndated } = decideQuarantine(known, shown);
  return { store: toStore.length, held: [...heldDates], hasUndated };
};

describe('ledger 8 entries that cannot be understood', () => {
  test.each<[string, readonly KnownForm[], readonly ReturnType<typeof entry>[], ReturnType<typeof decide>]>([
    ['nothing', [], [], { store: 0, held: [], hasUndated: false }],
    ['a new one', [], [entry('a')], { store: 1, held: ['2026-03-01'], hasUndated: false }],
    ['twins', [], [entry('a'), entry('a')], { store: 2, held: ['2026-03-01'], hasUndated: false }],
    ['again', [form('a')], [entry('a')], { store: 0, held: ['2026-03-01'], hasUndated: false }],
    ['once more', [form('a')], [entry('a'), entry('a')], { store: 1, held: ['2026-03-01'], hasUndated: false }],
    ['gone, not accepted', [form('a')], [], { store: 0, held: ['2026-03-01'], hasUndated: false }],
    ['accepted', [form('a', { accepted: true })], [entry('a')], { store: 0, held: [], hasUndated: false }],
    [
      'accepted, and another of the same form',
      [form('a', { accepted: true })],
      [entry('a'), entry('a')],
      { store: 1, held: ['2026-03-01'], hasUndated: false },
    ],
    ['without a date', [], [entry('a', null)], { store: 1, held: [], hasUndated: true }],
    [
      'without a date, accepted',
      [form('a', { bookingDate: null, accepted: true })],
      [entry('a', null)],
      { store: 0, held: [], hasUndated: false },
    ],
  ])('%s', (_, known, shown, expected) => {
    expect(decide(known, shown)).toEqual(expected);
  });
});
