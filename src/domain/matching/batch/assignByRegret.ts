import type { Assigned, AssignmentRow, Edge } from './assignmentRow.ts';

/**
 * Greedy by regret (matching 6): whoever would lose most by its second choice chooses first; of equals, the first in
 * order. After a choice only those whose choice is gone choose anew.
 */
export function assignByRegret(rows: readonly AssignmentRow[]): readonly Assigned[] {
  const used = new Set<string>();
  const waiting = new Map(rows.map((row) => [row, choiceOf(row, used)] as const));
  const assigned: Assigned[] = [];
  while (waiting.size > 0) {
    let next: readonly [AssignmentRow, Choice] | null = null;
    for (const entry of waiting) if (next === null || entry[1].regret > next[1].regret) next = entry;
    if (next === null) break;
    const [row, { edge }] = next;
    waiting.delete(row);
    if (edge === null) continue;
    assigned.push([row.paymentId, edge.answer]);
    for (const itemId of edge.itemIds) used.add(itemId);
    for (const [other, choice] of waiting) if (isTouched(choice, edge)) waiting.set(other, choiceOf(other, used));
  }
  return assigned;
}

interface Choice {
  /** Null: without an item. */
  readonly edge: Edge | null;
  readonly second: Edge | null;
  /** How much dearer the second choice is. */
  readonly regret: number;
}

function choiceOf({ edges, noneCost }: AssignmentRow, used: ReadonlySet<string>): Choice {
  const free = edges.filter(({ itemIds }) => itemIds.every((itemId) => !used.has(itemId)));
  const none = { edge: null, cost: noneCost };
  const [best = none, second = none] = [...free.map((edge) => ({ edge, cost: edge.cost })), none].toSorted(
    (a, b) => a.cost - b.cost,
  );
  return { edge: best.edge, second: second.edge, regret: second.cost - best.cost };
}

const isTouched = ({ edge, second }: Choice, taken: Edge): boolean =>
  [edge, second].some((one) => one?.itemIds.some((itemId) => taken.itemIds.includes(itemId)) === true);
