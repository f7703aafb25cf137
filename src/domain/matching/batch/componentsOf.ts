import type { AssignmentRow } from './assignmentRow.ts';

/** Payments that compete for items, directly or through others, together; in order of their first payment (union-find). */
export function componentsOf(rows: readonly AssignmentRow[]): readonly (readonly AssignmentRow[])[] {
  const parent = rows.map((_row, index) => index);
  const firstOf = new Map<string, number>();
  for (const [index, { edges }] of rows.entries())
    for (const { itemIds } of edges)
      for (const itemId of itemIds) {
        const first = firstOf.get(itemId);
        if (first === undefined) firstOf.set(itemId, index);
        else join(first, index);
      }
  return [...Map.groupBy(rows.keys(), root).values()].map((indices) => indices.flatMap((index) => rows[index] ?? []));

  function root(index: number): number {
    let current = index;
    while (parent[current] !== undefined && parent[current] !== current) {
      parent[current] = parent[parent[current] ?? current] ?? current;
      current = parent[current] ?? current;
    }
    return current;
  }

  function join(one: number, other: number): void {
    const [a, b] = [root(one), root(other)];
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  }
}
