import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { assignByRegret } from '../../../../../src/domain/matching/batch/assignByRegret.ts';
import type { Assigned, AssignmentRow, Edge } from '../../../../../src/domain/matching/batch/assignmentRow.ts';
import type { WeighedAnswer } from '../../../../../src/domain/matching/decision/weighPayment.ts';

const answer = (posterior: number): WeighedAnswer => ({
  answer: {
    taken: { kind: 'single', allocations: [], items: [], evidence: [], lnSpread: 0, residualMinor: 0n, solutions: 1 },
    members: [],
  },
  logOdds: 0,
  posterior,
  probability: posterior,
  seldomSeenNats: 0,
});

/** Everybody chooses anew before each choice. */
function byTheBook(rows: readonly AssignmentRow[]): readonly Assigned[] {
  const used = new Set<string>();
  const assigned: Assigned[] = [];
  let waiting = rows;
  while (waiting.length > 0) {
    const choices = waiting.map(({ edges, noneCost }) => {
      const free = edges.filter(({ itemIds }) => itemIds.every((itemId) => !used.has(itemId)));
      const none: { readonly edge: Edge | null; readonly cost: number } = { edge: null, cost: noneCost };
      return [...free.map((edge) => ({ edge, cost: edge.cost })), none].toSorted((a, b) => a.cost - b.cost);
    });
    const regrets = choices.map(([best, second = best]) => (second?.cost ?? 0) - (best?.cost ?? 0));
    const chosen = regrets.indexOf(Math.max(...regrets));
    const edge = choices[chosen]?.[0]?.edge ?? null;
    for (const itemId of edge?.itemIds ?? []) used.add(itemId);
    const row = waiting[chosen];
    if (row !== undefined && edge !== null) assigned.push([row.paymentId, edge.answer]);
    waiting = waiting.filter((_row, index) => index !== chosen);
  }
  return assigned;
}

const anyEdge = fc
  .record({
    items: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 2 }),
    cost: fc.nat(6),
  })
  .map(({ items, cost }): Edge => ({ answer: answer(cost), itemIds: items, cost }));
const anyRows = fc
  .array(fc.record({ edges: fc.array(anyEdge, { maxLength: 5 }), noneCost: fc.nat(6) }), { maxLength: 8 })
  .map((rows) => rows.map((row, index): AssignmentRow => ({ paymentId: `p${index}`, ...row })));

test('matching 6 by regret: who would lose most by the second choice chooses first, of equals the first in order', () => {
  fc.assert(fc.property(anyRows, (rows) => expect(assignByRegret(rows)).toEqual(byTheBook(rows))));
});

test('matching 15 two thousand payments of fifty interchangeable items are assigned, each item once', () => {
  const itemIds = Array.from({ length: 50 }, (_unused, index) => `i${index}`);
  let looks = 0;
  const shared = answer(0.02);
  const rows = Array.from({ length: 2_000 }, (_unused, index): AssignmentRow => {
    const edges = itemIds.map(
      (itemId): Edge => ({
        answer: shared,
        cost: 4,
        get itemIds() {
          looks += 1;
          return [itemId];
        },
      }),
    );
    return { paymentId: `p${index}`, edges, noneCost: 5 };
  });
  expect(assignByRegret(rows)).toHaveLength(50);
  // Each edge a few times, not all of them after each choice: 50 × 50 × 2,000.
  expect(looks).toBeLessThan(6 * 50 * 2_000);
});
