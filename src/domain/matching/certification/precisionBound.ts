/** One-sided confidence of every bound here (matching 8). */
const doubt = 0.05;
/** Halvings of [0, 1]: beyond these a double has no more digits. */
const bisections = 60;

/**
 * Clopper–Pearson 95 % one-sided lower bound on precision (Clopper and Pearson 1934): the precision at which so few errors
 * among so many labels have a chance of 5 %. It is the 5 % quantile of Beta(right, errors + 1), found by the binomial sum
 * that this quantile inverts: with few errors it is exact in as few terms, and needs no incomplete beta function. Zero
 * without labels.
 */
export function lowerBound(labels: number, errors: number): number {
  if (labels === 0 || errors >= labels) return 0;
  let [low, high] = [0, 1];
  for (let step = 0; step < bisections; step++) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(errors, labels, 1 - middle) <= doubt) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether so many errors have a chance of at most 5 % where the precision is the target: the labels speak against it. */
export const speaksAgainst = (labels: number, errors: number, target: number): boolean =>
  errors > 0 && 1 - chanceOfAtMost(errors - 1, labels, 1 - target) <= doubt;

/** P(X ≤ errors), X binomial. Summed from the largest term down, in logarithms: (1 − q)^n is 0 in a double for n = 10⁶. */
function chanceOfAtMost(errors: number, labels: number, errorRate: number): number {
  if (errorRate <= 0) return 1;
  if (errorRate >= 1) return errors >= labels ? 1 : 0;
  const lnOdds = Math.log(errorRate) - Math.log1p(-errorRate);
  const lnTerms = [labels * Math.log1p(-errorRate)];
  for (let hits = 1; hits <= errors; hits++)
    lnTerms.push((lnTerms.at(-1) ?? 0) + Math.log((labels - hits + 1) / hits) + lnOdds);
  const largest = lnTerms.reduce((most, term) => Math.max(most, term));
  return Math.min(1, Math.exp(largest) * lnTerms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
}
