import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../../../src/domain/calendarDate.ts';
import type { MergeInput, ObservedEntry, Reread, StoredRow } from '../../../../src/domain/ledger/mergePlan.ts';
import { entry, firstDay, observe, planOf, snapshotOf, storedAs } from './ledgerFixtures.ts';

const on = (day: number, text: string, amountMinor = -100n): ObservedEntry =>
  observe(entry({ text }, amountMinor, day));
const day = (offset: number) => addDays(firstDay, offset);
const missed = (row: StoredRow): StoredRow => ({ ...row, missCount: 1, missedSinceMerge: 6, firstMissedOn: day(3) });
const reread = (target: number, from: number, ...shown: readonly ObservedEntry[]): Reread => ({
  targetDate: day(target),
  fromDate: day(from),
  snapshot: snapshotOf(shown),
  hasUnreadable: false,
});

/** Two rows on one date, one on the date before; the second of the date is not shown any more. */
const [earlier, stays, goes] = [on(4, 'før'), on(5, 'blir', -7n), on(5, 'går')];
const [first, later] = [on(2, 'først'), on(6, 'etter')];
const rows = storedAs([earlier, stays, goes]);
const [rowEarlier, rowStays, rowGoes] = rows as [StoredRow, StoredRow, StoredRow];
const again = [rowEarlier, rowStays, missed(rowGoes)];
const emptied = [rowEarlier, missed(rowGoes)];

interface Expected {
  readonly misses?: number;
  readonly endings?: number;
  readonly rereads?: readonly { readonly fromDate: string; readonly targetDate: string }[];
  readonly tasks?: readonly string[];
}
const nothing = { misses: 0, endings: 0, rereads: [], tasks: [] };

const cases: readonly (readonly [string, Partial<MergeInput> & { observed: readonly ObservedEntry[] }, Expected])[] = [
  ['M5 missed once it waits', { stored: rows, observed: [stays, earlier] }, { misses: 1 }],
  [
    'M1 missed again, its date is wanted alone',
    { stored: again, observed: [stays, earlier] },
    { misses: 1, rereads: [{ fromDate: day(4), targetDate: day(5) }] },
  ],
  [
    'the date alone agrees',
    { stored: again, observed: [stays, earlier], rereads: [reread(5, 5, stays)] },
    { endings: 1 },
  ],
  ['the date alone shows it', { stored: again, observed: [stays, earlier], rereads: [reread(5, 5, stays, goes)] }, {}],
  [
    'M27 an empty date alone proves nothing',
    { stored: emptied, observed: [earlier], rereads: [reread(5, 5)] },
    { misses: 1 },
  ],
  [
    'M6 an empty date is read from the date before it',
    { stored: emptied, observed: [later, earlier] },
    { misses: 1, rereads: [{ fromDate: day(4), targetDate: day(5) }] },
  ],
  [
    'and counts where that date is shown',
    { stored: emptied, observed: [later, earlier], rereads: [reread(5, 4, earlier)] },
    { endings: 1 },
  ],
  [
    'and not where it is clipped too',
    { stored: emptied, observed: [later, earlier], rereads: [reread(5, 4)] },
    { misses: 1 },
  ],
  [
    'I6 the newest date is read from two dates before it, so that the answer tells its order',
    { stored: emptied, observed: [], skippedDates: new Set([day(2), day(4)]) },
    { misses: 1, rereads: [{ fromDate: day(2), targetDate: day(5) }] },
  ],
  [
    'and counts with the newest first: what a cut would have lost is there',
    { stored: emptied, observed: [], skippedDates: new Set([day(2), day(4)]), rereads: [reread(5, 2, earlier, first)] },
    { endings: 1 },
  ],
  [
    'I6 with the oldest first, a cut would have lost the date itself: a task, never a withdrawal',
    { stored: emptied, observed: [], skippedDates: new Set([day(2), day(4)]), rereads: [reread(5, 2, first, earlier)] },
    { misses: 1, tasks: ['withdrawal_not_provable'] },
  ],
  [
    'I22 what a person was told of is not told again, nor asked for',
    {
      stored: emptied,
      observed: [],
      skippedDates: new Set([day(2), day(4)]),
      toldUnprovable: new Set([rowGoes.id]),
    },
    { misses: 1 },
  ],
  [
    'but where a later date can prove it, it is',
    {
      stored: emptied,
      observed: [later],
      skippedDates: new Set([day(2), day(4)]),
      toldUnprovable: new Set([rowGoes.id]),
    },
    { misses: 1, rereads: [{ fromDate: day(4), targetDate: day(5) }] },
  ],
  [
    'I6 with the oldest first, what the date still shows is no end either',
    { stored: again, observed: [stays], skippedDates: new Set([day(4)]), rereads: [reread(5, 4, earlier, stays)] },
    { misses: 1, tasks: ['withdrawal_not_provable'] },
  ],
  [
    'a later date that the window shows is one, in either order',
    {
      stored: emptied,
      observed: [],
      skippedDates: new Set([day(2), day(4), day(6)]),
      rereads: [reread(5, 4, earlier)],
    },
    { endings: 1 },
  ],
  [
    'I6 the newest date, and a window with the oldest first: a task, never a withdrawal',
    { stored: emptied, observed: [first, earlier] },
    { misses: 1, tasks: ['withdrawal_not_provable'] },
  ],
  [
    'I6 the newest date, and one other that tells no order: a task, never a withdrawal',
    { stored: emptied, observed: [earlier] },
    { misses: 1, tasks: ['withdrawal_not_provable'] },
  ],
  [
    'no earlier date: a task, never a withdrawal',
    { stored: [missed(rowGoes)], observed: [] },
    { misses: 1, tasks: ['withdrawal_not_provable'] },
  ],
  [
    'an earlier date beyond the window will do',
    { stored: [missed(rowGoes)], observed: [later], liveDatesBeforeWindow: [day(-45), day(-40)] },
    { misses: 1, rereads: [{ fromDate: day(-40), targetDate: day(5) }] },
  ],
  [
    'and two of them for the newest date',
    { stored: [missed(rowGoes)], observed: [], liveDatesBeforeWindow: [day(-45), day(-40)] },
    { misses: 1, rereads: [{ fromDate: day(-45), targetDate: day(5) }] },
  ],
  [
    'a day that is as it was will do',
    { stored: [missed(rowGoes)], observed: [later], skippedDates: new Set([day(2)]) },
    { misses: 1, rereads: [{ fromDate: day(2), targetDate: day(5) }] },
  ],
  [
    'M26 a date with an unreadable entry does not shrink',
    { stored: again, observed: [stays, earlier], quarantinedDates: new Set([day(5)]), rereads: [reread(5, 5, stays)] },
    {},
  ],
  [
    'nor the window where it tells no date',
    { stored: again, observed: [stays, earlier], hasUndatedQuarantine: true, rereads: [reread(5, 5, stays)] },
    {},
  ],
  [
    'an unreadable entry in the date alone',
    {
      stored: again,
      observed: [stays, earlier],
      rereads: [{ ...reread(5, 5, stays), hasUnreadable: true }],
    },
    { misses: 1 },
  ],
  ['outside the window nothing is missed', { stored: rows, observed: [], window: { from: day(8), to: day(9) } }, {}],
];

describe('ledger 6, step 5', () => {
  test.each(cases)('%s', (_name, given, expected) => {
    const plan = planOf(given);
    expect({
      misses: plan.misses.filter(({ storedId }) => storedId === rowGoes.id).length,
      endings: plan.endings.filter(({ storedId }) => storedId === rowGoes.id).length,
      rereads: plan.rereads.map(({ fromDate, targetDate }) => ({ fromDate, targetDate })),
      tasks: plan.tasks.map(({ kind }) => kind),
    }).toEqual({ ...nothing, ...expected });
    expect(plan.inserts.map(({ entry: { details } }) => details.text)).toEqual(
      plan.inserts.map(() => expect.stringMatching(/^(først|etter)$/)),
    );
  });

  test('a row that is shown again is missed no more', () => {
    const plan = planOf({ stored: again, observed: [goes, stays, earlier] });
    expect(plan).toMatchObject({ seenAgain: [rowGoes.id], misses: [], updates: [] });
    expect(plan.settledDates).toEqual(new Set([day(4), day(5)]));
  });

  test('M25 a date with a miss is not settled', () => {
    const plan = planOf({ stored: rows, observed: [stays, earlier] });
    expect(plan.settledDates).toEqual(new Set([day(4)]));
    expect(plan.unsettled).toEqual(new Map([[day(5), 'missed']]));
  });

  test('I12 a matched row ends with a task', () => {
    const matched = again.map((row) => (row.id === rowGoes.id ? { ...row, matchStatus: 'matched' as const } : row));
    const plan = planOf({ stored: matched, observed: [stays, earlier], rereads: [reread(5, 5, stays)] });
    expect(plan.endings).toMatchObject([{ storedId: rowGoes.id, status: 'withdrawn', replacedBy: null }]);
    expect(plan.tasks).toMatchObject([{ kind: 'row_withdrawn_after_match', rows: [{ storedId: rowGoes.id }] }]);
  });

  test('an equal row after a withdrawn match is a new row and a task', () => {
    const withdrawn = { ...rowGoes, status: 'withdrawn' as const, matchStatus: 'matched' as const };
    const plan = planOf({ stored: [withdrawn], observed: [goes] });
    expect(plan.inserts).toMatchObject([{ slot: 2 }]);
    expect(plan.tasks).toMatchObject([
      { kind: 'equal_row_after_withdrawal', rows: [{ storedId: rowGoes.id }, { insert: 0 }] },
    ]);
  });

  test('the longest waiting date is read first', () => {
    const other = on(2, 'også');
    const stored = [...storedAs([on(2, 'fast', -9n), other]), ...again];
    const both = stored.map((row) => (row.details.text === 'også' ? missed(row) : row));
    const observed = [stays, earlier, on(2, 'fast', -9n)];
    const since = (date: number, from: number) => new Map([[day(date), day(from)]]);
    const targets = (given: Map<string, string>) =>
      planOf({ stored: both, observed, unsettledSince: given }).rereads.map(({ targetDate }) => targetDate);
    expect(targets(since(5, 1))).toEqual([day(5), day(2)]);
    expect(targets(since(2, 1))).toEqual([day(2), day(5)]);
  });
});

describe('ledger 6, step 7: another payment stands where a row was', () => {
  const [old, now] = [observe(entry({ kid: '2345676' })), observe(entry({ kid: '12344' }))];
  const stored = storedAs([old]);

  test('the date alone still shows it: one ends, one comes, the count stays', () => {
    const plan = planOf({ stored, observed: [now], rereads: [reread(0, 0, now)] });
    expect(plan.endings).toMatchObject([{ storedId: stored[0]?.id, status: 'withdrawn', reason: 'hard_conflict' }]);
    expect(plan.inserts).toMatchObject([{ slot: 2, entry: { details: { kid: '12344' } } }]);
    expect(plan.duplicates).toBe(0);
  });

  test('never on a date with an unreadable entry', () => {
    const given = { stored, observed: [now], rereads: [reread(0, 0, now)], quarantinedDates: new Set([firstDay]) };
    expect(planOf(given)).toMatchObject({ endings: [], inserts: [], duplicates: 1 });
  });

  test('pairs that do not conflict are found wherever they are', () => {
    const conflicting = storedAs([observe(entry({ text: 'a' })), observe(entry({ kid: '2345676', text: 'b' }))]);
    const plan = planOf({
      stored: conflicting,
      observed: [observe(entry({ kid: '12344', text: 'b' })), observe(entry({ text: 'c' }))],
    });
    expect(plan.rereads).toEqual([]);
    expect(plan.updates).toHaveLength(2);
  });
});
