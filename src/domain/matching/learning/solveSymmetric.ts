/** Solves A x = b for a symmetric positive definite A, by its Cholesky factor. O(n³), for a handful of unknowns. */
export function solveSymmetric(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const lower: number[][] = [];
  for (const [at, row] of matrix.entries()) {
    const factor: number[] = [];
    lower.push(factor);
    for (let column = 0; column <= at; column++) {
      const other = lower[column] ?? [];
      let rest = row[column] ?? 0;
      for (let index = 0; index < column; index++) rest -= (factor[index] ?? 0) * (other[index] ?? 0);
      factor.push(column === at ? Math.sqrt(Math.max(rest, Number.MIN_VALUE)) : rest / (other[column] ?? 1));
    }
  }
  const forward: number[] = [];
  for (const [at, factor] of lower.entries()) {
    const known = forward.reduce((sum, value, index) => sum + value * (factor[index] ?? 0), 0);
    forward.push(((right[at] ?? 0) - known) / (factor[at] ?? 1));
  }
  const solution = forward.map(() => 0);
  for (let at = forward.length - 1; at >= 0; at--) {
    let rest = forward[at] ?? 0;
    for (let index = at + 1; index < forward.length; index++)
      rest -= (lower[index]?.[at] ?? 0) * (solution[index] ?? 0);
    solution[at] = rest / (lower[at]?.[at] ?? 1);
  }
  return solution;
}
