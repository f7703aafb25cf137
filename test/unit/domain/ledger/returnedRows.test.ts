import { describe, expect, test } from '@jest/globals';
import type { TransactionDetails } from '../../../../src/domain/ledger/bookedEntry.ts';
import type { StoredRow } from '../../../../src/domain/ledger/mergePlan.ts';
import { entry, observe, observed, planOf, storedAs } from './ledgerFixtures.ts';

const [row] = storedAs(observed({ text: 'Privat' })) as [StoredRow];
const ignored = { matchStatus: 'ignored' as const, isIgnoredByPerson: true };
const withdrawn: StoredRow = { ...row, ...ignored, status: 'withdrawn', missCount: 2, missedSinceMerge: 3 };
const atSlot = (slot: number, given: Partial<StoredRow> = {}): StoredRow => ({
  ...row,
  id: `slot ${slot}`,
  slot,
  firstMerge: 4,
  ...given,
});
const again = { text: 'Privat' };

type Case = readonly [string, readonly StoredRow[], readonly Partial<TransactionDetails>[], readonly boolean[]];
const cases: readonly Case[] = [
  ['shown again, it stays ignored', [withdrawn], [again], [true]],
  ['with a text that is enriched', [withdrawn], [{ text: 'Privat Ark.Ref *123' }], [true]],
  ['replaced, and shown again', [{ ...withdrawn, status: 'replaced' }], [again], [true]],
  ['another payment of the bucket', [withdrawn], [{ text: 'Faktura 12' }], [false]],
  ['nobody had ignored it', [{ ...withdrawn, matchStatus: 'unmatched', isIgnoredByPerson: false }], [again], [false]],
  ['two of one: it comes back once', [withdrawn], [again, again], [true, false]],
  ['it has come back before', [withdrawn, atSlot(2, ignored)], [again, again], [false]],
  ['a twin that was there before is not it', [withdrawn, atSlot(2, { firstMerge: 1 })], [again, again], [true]],
  [
    'it came back, and a person let it go',
    [withdrawn, atSlot(2, { status: 'withdrawn', missedSinceMerge: 5 })],
    [again],
    [false],
  ],
];

describe('contract 3.2 what a person ignored stays so at every later sync', () => {
  test.each(cases)('%s', (_name, stored, shown, expected) => {
    const plan = planOf({ stored, observed: observed(...shown) });
    expect(plan.inserts.map(({ isIgnoredByPerson }) => isIgnoredByPerson)).toEqual(expected);
    expect(plan.tasks).toEqual([]);
  });

  test('where it stands in place of another payment', () => {
    const [other] = storedAs([observe(entry({ text: 'x', kid: '12344' }))]) as [StoredRow];
    const mine = observe(entry({ ...again, kid: '2345676' }));
    const [old] = storedAs([mine]) as [StoredRow];
    const reread = { targetDate: mine.entry.bookingDate, fromDate: mine.entry.bookingDate, hasUnreadable: false };
    const snapshot = { entries: [mine], doubtful: new Set([]), repeated: new Set([]), collapsed: [] };
    const plan = planOf({
      stored: [
        { ...old, ...ignored, status: 'withdrawn', missedSinceMerge: 3 },
        { ...other, id: 'other', slot: 2, firstMerge: 1 },
      ],
      observed: [mine],
      rereads: [{ ...reread, snapshot }],
    });
    expect(plan.endings).toMatchObject([{ storedId: 'other', reason: 'hard_conflict' }]);
    expect(plan.inserts.map(({ isIgnoredByPerson }) => isIgnoredByPerson)).toEqual([true]);
  });
});
