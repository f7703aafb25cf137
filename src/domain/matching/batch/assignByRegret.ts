import type { Assigned, AssignmentRow, Edge } from './assignmentRow.ts';

/**
 * Greedy by regret (matching 6): whoever would lose most by its second choice chooses first; of equals, the first in
 * order. After a choice only those whose choice is gone choose anew, and what is gone is not looked at again: O(rows²), and
 * the edges once.
 */
export function assignByRegret(rows: readonly AssignmentRow[]): readonly Assigned[] {
  const used = new Set<string>();
  const waiting = new Map(rows.map((row) => [row, firstChoice(wishesOf(row))] as const));
  const assigned: Assigned[] = [];
  while (waiting.size > 0) {
    let next: readonly [AssignmentRow, Choice] | null = null;
    for (const entry of waiting) if (next === null || entry[1].regret > next[1].regret) next = entry;
    if (next === null) break;
    const [row, { wishes, best }] = next;
    const edge = wishes[best]?.edge ?? null;
    waiting.delete(row);
    if (edge === null) continue;
    assigned.push([row.paymentId, edge.answer]);
    for (const itemId of edge.itemIds) used.add(itemId);
    for (const [other, choice] of waiting)
      if (isGone(choice.wishes[choice.best], used) || isGone(choice.wishes[choice.second], used))
        waiting.set(other, choiceAfter(choice, used));
  }
  return assigned;
}

interface Wish {
  /** Null: without an item, which is never gone. */
  readonly edge: Edge | null;
  readonly cost: number;
}

interface Choice {
  /** Cheapest first; of equal costs, without an item last. */
  readonly wishes: readonly Wish[];
  /** Index of the cheapest that is not gone. */
  readonly best: number;
  /** Of the next one; `best` where there is none. */
  readonly second: number;
  /** How much dearer the second choice is. */
  readonly regret: number;
}

const wishesOf = ({ edges, noneCost }: AssignmentRow): readonly Wish[] =>
  [...edges.map((edge): Wish => ({ edge, cost: edge.cost })), { edge: null, cost: noneCost }].toSorted(
    (a, b) => a.cost - b.cost,
  );

const firstChoice = (wishes: readonly Wish[]): Choice => choiceOf(wishes, 0, Math.min(1, wishes.length - 1));

/** Both indices only grow: between the best and the second all are gone. */
function choiceAfter({ wishes, best, second }: Choice, used: ReadonlySet<string>): Choice {
  const nextBest = isGone(wishes[best], used) ? firstLeft(wishes, second, used) : best;
  const nextSecond = firstLeft(wishes, Math.max(second, nextBest + 1), used);
  return choiceOf(wishes, nextBest, nextSecond === wishes.length ? nextBest : nextSecond);
}

function firstLeft(wishes: readonly Wish[], from: number, used: ReadonlySet<string>): number {
  let index = from;
  while (index < wishes.length && isGone(wishes[index], used)) index += 1;
  return index;
}

const choiceOf = (wishes: readonly Wish[], best: number, second: number): Choice => ({
  wishes,
  best,
  second,
  regret: (wishes[second]?.cost ?? 0) - (wishes[best]?.cost ?? 0),
});

const isGone = (wish: Wish | undefined, used: ReadonlySet<string>): boolean =>
  wish?.edge?.itemIds.some((itemId) => used.has(itemId)) === true;
