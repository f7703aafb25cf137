import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addUpDays, digestDays } from '../../../../src/domain/ledger/dayDigest.ts';
import { policiesFrom } from '../../../../src/domain/ledger/idPolicy.ts';
import type { ObservedEntry } from '../../../../src/domain/ledger/mergePlan.ts';
import { repeatedHead } from '../../../../src/domain/ledger/pageOverlap.ts';
import { takeSnapshot } from '../../../../src/domain/ledger/snapshot.ts';
import { anyRead, entry, noIds, observe, planOf, storedAs } from './ledgerFixtures.ts';

const proven = policiesFrom('proven');
const named = (text: string, transactionId?: string, amountMinor = -100n, day = 0): ObservedEntry =>
  observe({
    ...entry({ text }, amountMinor, day),
    bankIds: transactionId === undefined ? {} : { transactionId, entryReference: transactionId },
  });
const pagesOf = (...pages: readonly (readonly ObservedEntry[])[]) =>
  pages.map((entries, index) => ({ pageNo: index + 1, bodySha256: `${index}`, entries }));
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((text) => named(text)) as [
  ObservedEntry,
  ObservedEntry,
  ObservedEntry,
  ObservedEntry,
];

describe('ledger 5: what the head of a page repeats', () => {
  test.each([
    ['nothing', ['a', 'b'], ['c', 'd'], 0],
    ['one row', ['a', 'b'], ['b', 'c'], 1],
    ['two rows', ['a', 'b', 'c'], ['b', 'c', 'd'], 2],
    ['the whole page', ['a', 'b'], ['a', 'b'], 2],
    ['the longest run counts', ['a', 'a'], ['a', 'a', 'b'], 2],
    ['a page within the pages before', ['a', 'b', 'c', 'd', 'e'], ['b', 'c'], 2],
    ['M21 a twin of the first row is no repeated page', ['a', 'b'], ['a', 'c'], 0],
    ['a first page', [], ['a'], 0],
  ] as const)('%s', (_name, before, page, expected) => {
    expect(repeatedHead(before, page)).toBe(expected);
  });
});

describe('takeSnapshot', () => {
  test('the head of a page that repeats a tail is doubtful, and nothing is left out', () => {
    const again = named('b');
    const { entries, doubtful } = takeSnapshot(pagesOf([a, b], [again, c]), noIds);
    expect(entries).toEqual([a, b, again, c]);
    expect([...doubtful]).toEqual([again]);
  });

  test('a page that comes again under another key, wherever', () => {
    const copy = [named('a'), named('b')];
    const pages = [...pagesOf([a, b], [c, d]), { pageNo: 3, bodySha256: '0', entries: copy }];
    expect([...takeSnapshot(pages, noIds).doubtful]).toEqual(copy);
  });

  test('pages that are not neighbours are not compared', () => {
    const pages = pagesOf([a, b], [c], [named('b')]).filter(({ pageNo }) => pageNo !== 2);
    expect(takeSnapshot(pages, noIds).doubtful.size).toBe(0);
  });

  test('an id on two pages in one bucket is one entry, where ids are proven', () => {
    const pages = pagesOf([named('x', '1'), named('y', '2')], [named('y', '2'), named('z', '3')]);
    const taken = takeSnapshot(pages, proven);
    expect(taken.entries.map(({ entry: { bankIds } }) => bankIds.transactionId)).toEqual(['1', '2', '3']);
    expect([taken.doubtful.size, taken.collapsed.length, taken.demotions]).toEqual([0, 1, []]);
  });

  test.each([
    ['blank', [named('x', '1'), named('y')]],
    ['positional', [named('x', '2026-03-01.1')]],
    ['reused', [named('x', '1'), named('y', '1')]],
    ['reused', [named('x', '1'), named('y', '1', -200n)]],
  ] as const)('M13 %s ids pair nothing from then on', (evidence, entries) => {
    const taken = takeSnapshot(pagesOf(entries), proven);
    expect(taken.demotions).toEqual([
      { field: 'transactionId', evidence },
      { field: 'entryReference', evidence },
    ]);
    expect(taken.policies).toEqual(noIds);
    expect(taken.entries).toHaveLength(entries.length);
  });
});

describe('ledger 4: what the ledger says against ids', () => {
  const [row] = storedAs([named('x', '1')]);
  const stored = row === undefined ? [] : [{ ...row, knownIds: ['transactionId:1', 'entryReference:1'] }];
  const planned = (...observed: readonly ObservedEntry[]) =>
    planOf({ stored, policies: proven, snapshot: takeSnapshot(pagesOf(observed), proven) });

  test.each([
    ['the same content under a new id', [named('x', '2')], 'session'],
    ['one id on another amount, the old entry still listed', [named('x'), named('x', '1', -200n)], 'blank'],
    ['one id on another amount far off', [named('x', '1', -200n, 9)], 'reused'],
  ] as const)('%s', (_name, observed, evidence) => {
    const taken = takeSnapshot(pagesOf(observed), proven);
    const all = [...taken.demotions, ...planOf({ stored, policies: taken.policies, snapshot: taken }).demotions];
    expect(all.map((demotion) => demotion.evidence)).toEqual([evidence, evidence]);
  });

  test('M12 an id that comes with another amount near by is a correction, and no update', () => {
    const plan = planned(named('x', '1', -200n, 1));
    expect(plan).toMatchObject({ demotions: [], updates: [], misses: [{ storedId: row?.id }] });
    expect(plan.inserts).toHaveLength(1);
  });

  test('T0 a proven id finds its row whatever the text says', () => {
    const plan = planned(named('something else entirely', '1'));
    expect(plan.updates).toMatchObject([{ tier: 'T0', reason: 'same_id', storedId: row?.id }]);
  });

  test('what proven ids had made one is two again when they prove nothing', () => {
    const snapshot = takeSnapshot(pagesOf([named('q', '7')], [named('q', '7'), named('x', '2')]), proven);
    const plan = planOf({ stored, policies: proven, snapshot });
    expect(plan.demotions).toMatchObject([{ evidence: 'session' }, { evidence: 'session' }]);
    expect(plan.inserts).toHaveLength(1);
    expect(plan.rereads).toMatchObject([{ reason: 'uncertain_count' }]);
  });
});

const bare = (text: string, entryReference?: string): ObservedEntry =>
  observe({ ...entry({ text }), bankIds: entryReference === undefined ? {} : { entryReference } });
const list = (ids: boolean): readonly ObservedEntry[] =>
  ['a', 'b', 'c', 'd'].map((text) => bare(text, ids ? `ref-${text}` : undefined));

describe('what is doubtful', () => {
  test('does not make a bucket grow, and its date is wanted alone', () => {
    const plan = planOf({ snapshot: takeSnapshot(pagesOf([a, b], [named('b'), c]), noIds) });
    expect(plan.inserts).toHaveLength(3);
    expect(plan.rereads).toMatchObject([{ targetDate: a.entry.bookingDate, reason: 'uncertain_count' }]);
    expect(plan.settledDates.size).toBe(0);
  });

  test('I4 is not forgotten where a row of the date is missed too', () => {
    const [gone] = storedAs([named('z', undefined, -900n)]);
    const stored = gone === undefined ? [] : [gone];
    const plan = planOf({ stored, snapshot: takeSnapshot(pagesOf([a, b], [named('b'), c]), noIds) });
    expect(plan.misses).toHaveLength(1);
    expect([...plan.unsettled.values()]).toEqual(['uncertain_count']);
  });

  test('still stands for a row that is there', () => {
    const stored = storedAs([a, b, named('b'), c]);
    const plan = planOf({ stored, snapshot: takeSnapshot(pagesOf([a, b], [named('b'), c]), noIds) });
    expect(plan).toMatchObject({ inserts: [], misses: [], rereads: [], duplicates: 4 });
  });

  test.each([
    ['one', [a, b, c], 3],
    ['two', [a, b, named('b'), c], 4],
  ] as const)('the date alone says %s', (_name, alone, count) => {
    const target = a.entry.bookingDate;
    const snapshot = takeSnapshot(pagesOf([a, b], [named('b'), c]), noIds);
    const reread = {
      targetDate: target,
      fromDate: target,
      snapshot: takeSnapshot(pagesOf(alone), noIds),
      hasUnreadable: false,
    };
    expect(planOf({ snapshot, rereads: [reread] }).inserts).toHaveLength(count);
  });

  test.each([
    ['a page under another key', [list(false), list(false)], 4],
    [
      'all of it, cut at other places',
      [
        [0, 2],
        [2, 4],
        [0, 3],
        [3, 4],
      ].map(([from, to]) => list(false).slice(from, to)),
      4,
    ],
    ['the tail of a page, with entry references', [list(true), list(true).slice(2)], 4],
    ['real twins, cut apart by the same edge', [[...list(false), bare('d')], [bare('d')]], 6],
    ['a real twin that comes later, on a last page of its own', [list(false), [bare('a')]], 5],
  ] as const)('ledger 5, I5 a bank that shows again, whenever it is asked: %s', (_name, pages, count) => {
    const target = a.entry.bookingDate;
    const snapshot = takeSnapshot(pagesOf(...pages), noIds);
    const reread = { targetDate: target, fromDate: target, snapshot, hasUnreadable: false };
    const plan = planOf({ snapshot, rereads: [reread] });
    expect(plan.inserts).toHaveLength(count);
    expect(plan.unsettled.has(target)).toBe(count === 4);
  });
});

const digest = (entries: readonly ObservedEntry[], policies = noIds) => digestDays(entries, policies)[0]?.digest;

describe('digests of days', () => {
  test('I14 parts of a day on several pages add up, in any order, twins counted', () => {
    fc.assert(
      fc.property(anyRead, fc.nat(25), (read, cut) => {
        const parts = [read.slice(0, cut), read.slice(cut)].flatMap((part) => digestDays(part, noIds));
        const whole = new Map(digestDays(read.toReversed(), noIds).map((day) => [day.date, day]));
        expect(new Map(addUpDays(parts))).toEqual(whole);
      }),
    );
  });

  test('a text, a twin and a proven id change it; an unproven one does not', () => {
    expect(digest([a])).not.toBe(digest([b]));
    expect(digest([a])).not.toBe(digest([a, a]));
    expect(digest([named('a', '1')])).toBe(digest([named('a', '2')]));
    expect(digest([named('a', '1')], proven)).not.toBe(digest([named('a', '2')], proven));
  });
});
