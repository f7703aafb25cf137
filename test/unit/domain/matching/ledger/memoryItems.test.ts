import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MemoryItems } from '../../../../../src/domain/matching/ledger/memoryItems.ts';
import type { LedgerSide, OpenItem } from '../../../../../src/domain/matching/openItem.ts';
import { item } from '../smallLedger.ts';

const dates = ['2026-01-01', '2026-01-10', '2026-01-20', '2026-02-01', '2026-03-01'] as const;
const amounts = [10_000n, 20_000n, 30_000n] as const;
const partyIds = ['A', 'B'] as const;

const anyItem = fc.record({
  kind: fc.constantFrom('receivable', 'receivable', 'payable', 'credit_note' as const),
  partyId: fc.constantFrom(...partyIds),
  amountMinor: fc.constantFrom(...amounts),
  isClosed: fc.constantFrom(false, false, false, true),
  issueDate: fc.constantFrom(...dates),
  dueDate: fc.constantFrom(...dates),
  currency: fc.constantFrom('NOK', 'NOK', 'EUR'),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('move' as const), date: fc.constantFrom(...dates) }),
  fc.record({ kind: fc.constant('take' as const), at: fc.nat(30), share: fc.constantFrom(1n, 2n, 3n) }),
);

/** What the indexes are to agree with: every item looked at. */
class EveryItem {
  #items: readonly OpenItem[];
  #today: string = dates[0];

  constructor(items: readonly OpenItem[]) {
    this.#items = items;
  }

  moveTo(date: string): void {
    this.#today = date;
  }

  take(id: string, amountMinor: bigint): void {
    this.#items = this.#items.map((one) =>
      one.id === id ? { ...one, residualMinor: one.residualMinor - amountMinor } : one,
    );
  }

  issued = (): readonly OpenItem[] => this.#items.filter(({ issueDate }) => issueDate <= this.#today);

  open = (): readonly OpenItem[] => this.issued().filter(({ residualMinor }) => residualMinor > 0n);
}

const byDueDate = (a: OpenItem, b: OpenItem): number =>
  a.dueDate === b.dueDate ? (a.id < b.id ? -1 : 1) : a.dueDate < b.dueDate ? -1 : 1;
const sides: readonly LedgerSide[] = ['receivable', 'payable'];

function expectSame(items: MemoryItems, every: EveryItem): void {
  for (const side of sides)
    for (const currency of ['NOK', 'EUR']) {
      const ofSide = every.open().filter((one) => one.kind === side && one.currency === currency);
      expect(items.openCount(side, currency)).toBe(ofSide.length);
      for (const amountMinor of amounts)
        expect(items.equalAmountCount(side, currency, amountMinor)).toBe(
          ofSide.filter(({ residualMinor }) => residualMinor === amountMinor).length,
        );
      for (const partyId of partyIds) {
        const isWanted = (bucket: Pick<OpenItem, 'kind' | 'currency'>): boolean =>
          bucket.kind === side && bucket.currency === currency;
        const ofParty = ofSide.filter((one) => one.partyId === partyId);
        expect(items.openOf(partyId, isWanted)).toEqual(ofParty.toSorted(byDueDate));
        expect(items.byParty.openCount(partyId, isWanted)).toBe(ofParty.length);
        expect(items.byParty.equalCount(partyId, isWanted, 20_000n)).toBe(
          ofParty.filter(({ residualMinor }) => residualMinor === 20_000n).length,
        );
      }
    }
  expect(items.candidateSources('receivable', '2026-01-20').equalAmounts('NOK', 20_000n).toSorted(byDueDate)).toEqual(
    every
      .open()
      .filter((one) => one.kind === 'receivable' && one.currency === 'NOK' && one.residualMinor === 20_000n)
      .filter(({ dueDate }) => dueDate < '2026-02-20')
      .toSorted(byDueDate),
  );
}

test('matching 3: the indexes agree with looking at every item, whatever was taken and whichever day it is', () => {
  fc.assert(
    fc.property(
      fc.array(anyItem, { minLength: 1, maxLength: 25 }),
      fc.array(step, { maxLength: 25 }),
      (plans, steps) => {
        const all = plans.map(({ isClosed, ...given }, index) =>
          item(`i${index}`, { ...given, residualMinor: isClosed ? 0n : given.amountMinor }),
        );
        const [items, every] = [new MemoryItems(all), new EveryItem(all)];
        items.moveTo(dates[0]);
        for (const one of steps) {
          if (one.kind === 'move') {
            items.moveTo(one.date);
            every.moveTo(one.date);
          } else {
            const taken = every.open()[one.at % Math.max(1, every.open().length)];
            if (taken === undefined) continue;
            items.allocate(taken.id, taken.residualMinor / one.share);
            every.take(taken.id, taken.residualMinor / one.share);
          }
          expectSame(items, every);
        }
        for (const { id } of all) expect(items.item(id)).toEqual(every.issued().find((one) => one.id === id) ?? null);
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['more than is left', 123_457n],
  ['nothing', 0n],
  ['less than nothing', -1n],
])('matching 12: no item gives %s', (_what, amountMinor) => {
  const items = new MemoryItems([item('i1')]);
  items.moveTo('2026-01-31');
  expect(() => items.allocate('i1', amountMinor)).toThrow(RangeError);
  expect(() => items.allocate('nobody', 1n)).toThrow(RangeError);
  expect(items.item('i1')?.residualMinor).toBe(123_456n);
});
