import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { assignByRegret } from '../../../../../src/domain/matching/batch/assignByRegret.ts';
import { assignDay } from '../../../../../src/domain/matching/batch/assignDay.ts';
import type { AssignmentRow } from '../../../../../src/domain/matching/batch/assignmentRow.ts';
import { componentsOf } from '../../../../../src/domain/matching/batch/componentsOf.ts';
import type { WeighedAnswer, WeighedPayment } from '../../../../../src/domain/matching/decision/weighPayment.ts';
import { logOddsOf } from '../../../../../src/domain/matching/model/calibration.ts';
import { item, payment } from '../smallLedger.ts';

/** That the payment is these items together, at this posterior. */
const answer = (posterior: number, ...itemIds: readonly string[]): WeighedAnswer => {
  const taken = {
    kind: itemIds.length > 1 ? ('subset' as const) : ('single' as const),
    allocations: itemIds.map((itemId) => ({ itemId, amountMinor: 1n })),
    items: itemIds.map((id) => item(id)),
    evidence: [],
    lnSpread: 0,
    residualMinor: 0n,
    solutions: 1,
  };
  const logOdds = logOddsOf(posterior);
  return { answer: { taken, members: [taken] }, logOdds, posterior, probability: posterior, seldomSeenNats: 0 };
};
const weighed = (id: string, ...candidates: readonly WeighedAnswer[]): WeighedPayment => ({
  payment: payment(id),
  candidates,
  restPosterior: Math.max(1e-9, 1 - candidates.reduce((sum, { posterior }) => sum + posterior, 0)),
  withoutItem: [],
  isVetoed: false,
  partyIds: [],
  paidBefore: new Set(),
});
const given = (payments: readonly WeighedPayment[]): Record<string, string> =>
  Object.fromEntries(
    [...assignDay(payments)].map(
      ([
        id,
        {
          answer: { taken },
        },
      ]) => [id, taken.items.map((one) => one.id).join('+')],
    ),
  );

const edge = (itemId: string, cost = 1): AssignmentRow['edges'][number] => ({
  answer: answer(0.5, itemId),
  itemIds: [itemId],
  cost,
});

const row = (paymentId: string, itemIds: readonly string[]): AssignmentRow => ({
  paymentId,
  edges: itemIds.map((itemId) => edge(itemId)),
  noneCost: 5,
});

describe('matching 6: which answer each payment of a day gets', () => {
  test('matching 6 the likeliest of all together, not the likeliest of each', () => {
    const p1 = weighed('p1', answer(0.6, 'A'), answer(0.35, 'B'));
    const p2 = weighed('p2', answer(0.9, 'A'));
    expect(given([p1, p2])).toEqual({ p1: 'B', p2: 'A' });
  });

  test('matching 6 a payment may stay without', () => {
    const p1 = weighed('p1', answer(0.55, 'A'));
    const p2 = weighed('p2', answer(0.95, 'A'));
    expect(given([p1, p2])).toEqual({ p2: 'A' });
  });

  test('matching 6 claims of a hundredth and less join nobody', () => {
    expect(given([weighed('p1', answer(0.01, 'A'))])).toEqual({});
  });

  test('matching 6 a sum takes all of its items', () => {
    const p1 = weighed('p1', answer(0.9, 'A', 'B'));
    const p2 = weighed('p2', answer(0.6, 'B'), answer(0.3, 'C'));
    expect(given([p1, p2])).toEqual({ p1: 'A+B', p2: 'C' });
  });

  test('matching 6 beyond 200 edges by regret: everyone still gets an item of their own', () => {
    const payments = Array.from({ length: 30 }, (_unused, index) =>
      weighed(
        `p${String(index).padStart(2, '0')}`,
        ...Array.from({ length: 8 }, (_none, more) => answer(0.12, `i${(index + more) % 40}`)),
      ),
    );
    const items = Object.values(given(payments));
    expect(items).toHaveLength(30);
    expect(new Set(items).size).toBe(30);
  });
});

describe('matching 6: components', () => {
  test('matching 6 payments that share an item, directly or through others, are together', () => {
    const rows = [row('p1', ['A']), row('p2', ['B']), row('p3', ['B', 'C']), row('p4', ['C']), row('p5', ['D'])];
    const ids = componentsOf(rows).map((component) => component.map(({ paymentId }) => paymentId));
    expect(ids).toEqual([['p1'], ['p2', 'p3', 'p4'], ['p5']]);
  });

  test('matching 6 no two components share an item, and none is lost', () => {
    const itemIds = fc.array(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(itemIds, { maxLength: 8 }), (each) => {
        const components = componentsOf(each.map((ids, index) => row(`p${index}`, ids)));
        expect(components.flat()).toHaveLength(each.length);
        const sets = components.map(
          (rows) => new Set(rows.flatMap(({ edges }) => edges.flatMap((one) => one.itemIds))),
        );
        expect(sets.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(each.flat()).size);
      }),
    );
  });

  test('matching 6 by regret no item is used twice, and who has most to lose chooses first', () => {
    const rows: readonly AssignmentRow[] = [
      { paymentId: 'p1', edges: [edge('A', 1), edge('B', 1.5)], noneCost: 9 },
      { paymentId: 'p2', edges: [edge('A', 1)], noneCost: 9 },
    ];
    const assigned = assignByRegret(rows).map(([id, one]) => `${id} ${one.answer.taken.items[0]?.id}`);
    expect(assigned.toSorted()).toEqual(['p1 B', 'p2 A']);
  });
});
