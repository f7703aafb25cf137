/** ln Σ exp(x), without overflow. −∞ of nothing. */
export function lnSum(lnValues: readonly number[]): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of lnValues) if (value > largest) largest = value;
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (const value of lnValues) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}

/** ln(exp(a) + exp(b)). */
function lnAdd(a: number, b: number): number {
  const [larger, smaller] = a > b ? [a, b] : [b, a];
  return larger === Number.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(smaller - larger));
}

/**
 * Log-odds of each explanation against all the others together, from ln of its unnormalised probability (matching 5, fix
 * 4). Summed over the others, not as 1 − p: near certainty that difference has no digits left. −∞ where the score is.
 */
export function posteriorLogOdds(lnScores: readonly number[]): readonly number[] {
  const others = new Float64Array(lnScores.length).fill(Number.NEGATIVE_INFINITY);
  let running = Number.NEGATIVE_INFINITY;
  for (const [index, score] of lnScores.entries()) {
    others[index] = running;
    running = lnAdd(running, score);
  }
  running = Number.NEGATIVE_INFINITY;
  for (let index = lnScores.length - 1; index >= 0; index--) {
    others[index] = lnAdd(others[index] ?? Number.NEGATIVE_INFINITY, running);
    running = lnAdd(running, lnScores[index] ?? Number.NEGATIVE_INFINITY);
  }
  return lnScores.map((score, index) =>
    score === Number.NEGATIVE_INFINITY ? score : score - (others[index] ?? Number.NEGATIVE_INFINITY),
  );
}
