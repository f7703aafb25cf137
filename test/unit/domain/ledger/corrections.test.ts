import { describe, expect, test } from '@jest/globals';
import type { ObservedEntry, Reread, StoredRow } from '../../../../src/domain/ledger/mergePlan.ts';
import { entry, firstDay, observe, planOf, snapshotOf, storedAs } from './ledgerFixtures.ts';

const supplier = { counterpartyAccount: '86011117947', text: 'Faktura 12' };
const paid = (amountMinor: bigint, day = 0, details: object = supplier): ObservedEntry =>
  observe(entry({ ...details }, amountMinor, day));
const bill = (text: string): ObservedEntry => paid(-100n, 0, { ...supplier, text });
const fixed = observe(entry({ text: 'fast' }, -9n));
const [old] = storedAs([paid(-100n)]) as [StoredRow];
const [kept] = storedAs([fixed]) as [StoredRow];
const missedOnce: StoredRow = { ...old, missCount: 1, missedSinceMerge: 6, firstMissedOn: firstDay };
const noted = (row: StoredRow): StoredRow => ({ ...row, firstMerge: 6, replaces: old.id });
const alone: Reread = {
  targetDate: firstDay,
  fromDate: firstDay,
  snapshot: snapshotOf([fixed]),
  hasUnreadable: false,
};

const cases: readonly (readonly [string, readonly ObservedEntry[], boolean])[] = [
  ['another amount on the date', [paid(-120n)], true],
  ['another date with the amount', [paid(-100n, 3)], true],
  ['five days later', [paid(-100n, 5)], true],
  ['six days later', [paid(-100n, 6)], false],
  ['another date and another amount', [paid(-120n, 3)], false],
  ['another account', [paid(-120n, 0, { ...supplier, counterpartyAccount: '12345678903' })], false],
  ['another text', [paid(-120n, 0, { ...supplier, text: 'Faktura 13' })], false],
  ['no account: credits at DNB', [paid(-120n, 0, { text: 'Faktura 12' })], false],
  ['two that could be it', [paid(-120n), paid(-130n)], false],
];

describe('ledger 6, step 6: which row corrects a missed one', () => {
  test.each(cases)('%s', (_name, came, isFound) => {
    const atFirst = planOf({ stored: [kept, old], observed: [fixed, ...came] });
    expect(atFirst.inserts.map(({ replaces }) => replaces)).toEqual(came.map(() => (isFound ? old.id : null)));
    const atLast = planOf({
      stored: [kept, missedOnce],
      observed: [fixed, ...came],
      rereads: [
        { ...alone, snapshot: snapshotOf([fixed, ...came.filter(({ entry: one }) => one.bookingDate === firstDay)]) },
      ],
    });
    expect(atLast.endings).toMatchObject([
      isFound
        ? { storedId: old.id, status: 'replaced', replacedBy: { insert: 0 }, reason: 'corrected' }
        : { storedId: old.id, status: 'withdrawn', replacedBy: null, reason: 'absent' },
    ]);
  });

  test('a row that was there before the other was missed corrects nothing', () => {
    const [before] = storedAs([paid(-120n)]) as [StoredRow];
    const given = {
      stored: [kept, missedOnce, before],
      observed: [fixed, paid(-120n)],
      rereads: [{ ...alone, snapshot: snapshotOf([fixed, paid(-120n)]) }],
    };
    expect(planOf(given).endings).toMatchObject([{ status: 'withdrawn' }]);
    const came = { ...before, firstMerge: 6 };
    const after = planOf({ ...given, stored: [kept, missedOnce, came] });
    expect(after.endings).toMatchObject([{ status: 'replaced', replacedBy: { storedId: came.id } }]);
    expect(after.holds).toEqual([{ storedId: came.id, replaces: old.id, becomesIgnored: false }]);
  });

  test.each([
    ['came in the read that showed the old one last', { firstMerge: 5 }, {}, true],
    ['was there a read before that', { firstMerge: 4 }, {}, false],
    ['came together with the old one', { firstMerge: 5 }, { firstMerge: 5 }, false],
  ])('a row that %s', (_name, came, gone, corrects) => {
    const [other] = storedAs([paid(-120n)]) as [StoredRow];
    const ignored = { matchStatus: 'ignored' as const, isIgnoredByPerson: true };
    const plan = planOf({
      stored: [kept, { ...missedOnce, ...ignored, ...gone }, { ...other, ...came }],
      observed: [fixed, paid(-120n)],
      rereads: [{ ...alone, snapshot: snapshotOf([fixed, paid(-120n)]) }],
    });
    expect(plan.endings).toMatchObject([{ status: corrects ? 'replaced' : 'withdrawn' }]);
    expect(plan.holds).toEqual(corrects ? [{ storedId: other.id, replaces: old.id, becomesIgnored: true }] : []);
  });

  test('the link that was noted at the first miss holds, though the id that told has gone over with it', () => {
    const [came] = storedAs([paid(-120n, 0, { text: 'Innbetaling' })]) as [StoredRow];
    const plan = planOf({
      stored: [kept, { ...missedOnce, details: { ...old.details, counterpartyAccount: null } }, noted(came)],
      observed: [fixed, paid(-120n, 0, { text: 'Innbetaling' })],
      rereads: [{ ...alone, snapshot: snapshotOf([fixed, paid(-120n, 0, { text: 'Innbetaling' })]) }],
    });
    expect(plan.endings).toMatchObject([{ status: 'replaced', replacedBy: { storedId: came.id } }]);
  });

  test('one row does not correct two', () => {
    const [twin] = storedAs([paid(-100n, 1)]) as [StoredRow];
    const plan = planOf({ stored: [old, twin], observed: [paid(-100n, 2)] });
    expect(plan.inserts).toMatchObject([{ replaces: null }]);
  });

  test('the old row comes back: the new one is let go', () => {
    const [came] = storedAs([paid(-120n)]) as [StoredRow];
    const held = { ...came, firstMerge: 6, replaces: old.id };
    const plan = planOf({ stored: [kept, missedOnce, held], observed: [fixed, paid(-100n), paid(-120n)] });
    expect(plan.holds).toEqual([{ storedId: held.id, replaces: null, becomesIgnored: false }]);
    expect(plan).toMatchObject({ seenAgain: [old.id], endings: [] });
  });

  test('I12 a match stays and becomes a task; a person’s ignored goes over', () => {
    const given = {
      observed: [fixed, paid(-120n)],
      rereads: [{ ...alone, snapshot: snapshotOf([fixed, paid(-120n)]) }],
    };
    const matched = planOf({ ...given, stored: [kept, { ...missedOnce, matchStatus: 'matched' }] });
    expect(matched.tasks).toMatchObject([
      { kind: 'row_replaced_after_match', rows: [{ storedId: old.id }, { insert: 0 }] },
    ]);
    expect(matched.inserts).toMatchObject([{ isIgnoredByPerson: false }]);
    const ignored = planOf({
      ...given,
      stored: [kept, { ...missedOnce, matchStatus: 'ignored', isIgnoredByPerson: true }],
    });
    expect(ignored.inserts).toMatchObject([{ isIgnoredByPerson: true }]);
    expect(ignored.tasks).toEqual([]);
  });

  test('while it is only missed, nothing goes over', () => {
    const plan = planOf({
      stored: [kept, { ...old, matchStatus: 'ignored', isIgnoredByPerson: true }],
      observed: [fixed, paid(-120n)],
    });
    expect(plan.inserts).toMatchObject([{ replaces: old.id, isIgnoredByPerson: false }]);
  });
});

describe('M22 a row that shows something else', () => {
  const [row] = storedAs([observe(entry({ text: 'Husleie august' }))]) as [StoredRow];
  const another = observe(entry({ text: 'Strøm' }));
  test.each([
    ['matched', { matchStatus: 'matched' as const }, ['row_changed_after_match'], false],
    ['ignored', { matchStatus: 'ignored' as const, isIgnoredByPerson: true }, ['row_changed_after_match'], true],
    ['neither', {}, [], false],
  ])('%s', (_name, state, tasks, endsIgnore) => {
    const plan = planOf({ stored: [{ ...row, ...state }], observed: [another] });
    expect(plan.updates).toMatchObject([{ tier: 'T3', reason: 'same_bucket', endsIgnore }]);
    expect(plan.tasks.map(({ kind }) => kind)).toEqual(tasks);
  });
  test.each([
    ['matched', { matchStatus: 'matched' as const }],
    ['ignored', { matchStatus: 'ignored' as const, isIgnoredByPerson: true }],
  ])('I12 another payment of the same payee, %s', (_name, state) => {
    const [rent] = storedAs([paid(-100n, 0, { ...supplier, text: 'Husleie mars' })]) as [StoredRow];
    const plan = planOf({
      stored: [{ ...rent, ...state }],
      observed: [paid(-100n, 0, { ...supplier, text: 'Strømregning 4471 april' })],
    });
    expect(plan.updates).toMatchObject([{ reason: 'same_reference', endsIgnore: state.matchStatus === 'ignored' }]);
    expect(plan.tasks.map(({ kind }) => kind)).toEqual(['row_changed_after_match']);
  });
  test('of several payments to one payee each finds its own text, and none is told of', () => {
    const stored = storedAs([bill('Faktura 201 Olsen'), bill('Faktura 102 Hansen')]);
    const plan = planOf({
      stored: stored.map((one) => ({ ...one, matchStatus: 'matched' as const })),
      observed: [bill('Betalt faktura 102 Hansen'), bill('Betalt faktura 201 Olsen')],
    });
    for (const { before, entry: now } of plan.updates)
      expect(now.details.text).toBe(`Betalt f${before.details.text?.slice(1)}`);
    expect([plan.updates.length, plan.tasks]).toEqual([2, []]);
  });
  test('a text that is much the same is no task', () => {
    const alike = observe(entry({ text: 'Husleie august ny' }));
    expect(planOf({ stored: [{ ...row, matchStatus: 'matched' }], observed: [alike] }).tasks).toEqual([]);
  });
});
