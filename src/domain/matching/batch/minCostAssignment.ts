/** Costs above this mark pairs that may not be: finite, so that the potentials stay numbers. */
export const forbiddenCost = 1e9;

/**
 * Assigns each row a column of its own at the lowest total cost: the linear sum assignment, by shortest augmenting paths
 * with potentials (Kuhn 1955, Munkres 1957; in the form of Jonker and Volgenant 1987), O(rows² · columns). There are at
 * least as many columns as rows. Answers the column of each row; of equal totals the same one for the same matrix.
 */
export function minCostAssignment(costs: readonly (readonly number[])[]): readonly number[] {
  const columnCount = costs[0]?.length ?? 0;
  if (columnCount < costs.length) throw new RangeError('fewer columns than rows');
  // Row and column 0 are a sentinel: a path starts there.
  const rowPotential = new Float64Array(costs.length + 1);
  const columnPotential = new Float64Array(columnCount + 1);
  const rowOf = new Int32Array(columnCount + 1);
  for (let row = 1; row <= costs.length; row++) augment(row);

  const columnOf = costs.map(() => -1);
  for (let column = 1; column <= columnCount; column++) {
    const row = rowOf[column] ?? 0;
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;

  function augment(row: number): void {
    const cheapest = new Float64Array(columnCount + 1).fill(Number.POSITIVE_INFINITY);
    const cameFrom = new Int32Array(columnCount + 1);
    const isDone = new Uint8Array(columnCount + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      isDone[column] = 1;
      column = nextColumn(column, { cheapest, cameFrom, isDone });
    } while ((rowOf[column] ?? 0) !== 0);
    while (column !== 0) {
      const previous = cameFrom[column] ?? 0;
      rowOf[column] = rowOf[previous] ?? 0;
      column = previous;
    }
  }

  function nextColumn(from: number, { cheapest, cameFrom, isDone }: Search): number {
    const row = rowOf[from] ?? 0;
    let best = -1;
    let delta = Number.POSITIVE_INFINITY;
    for (let column = 1; column <= columnCount; column++) {
      if (isDone[column] === 1) continue;
      const cost = costs[row - 1]?.[column - 1] ?? forbiddenCost;
      const reduced = cost - (rowPotential[row] ?? 0) - (columnPotential[column] ?? 0);
      if (reduced < (cheapest[column] ?? 0)) {
        cheapest[column] = reduced;
        cameFrom[column] = from;
      }
      if ((cheapest[column] ?? 0) < delta) {
        delta = cheapest[column] ?? 0;
        best = column;
      }
    }
    for (let column = 0; column <= columnCount; column++) {
      if (isDone[column] === 1) {
        const assigned = rowOf[column] ?? 0;
        rowPotential[assigned] = (rowPotential[assigned] ?? 0) + delta;
        columnPotential[column] = (columnPotential[column] ?? 0) - delta;
      } else cheapest[column] = (cheapest[column] ?? 0) - delta;
    }
    return best;
  }
}

interface Search {
  readonly cheapest: Float64Array;
  readonly cameFrom: Int32Array;
  readonly isDone: Uint8Array;
}
