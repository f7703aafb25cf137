/** One step of a calibration: scores up to here, from the last step on, were right in this share. */
export interface IsotonicStep {
  /** Mean score of the step's cases. */
  readonly score: number;
  /** Share of them that was right, 0 to 1; never lower than the step before. */
  readonly share: number;
  readonly cases: number;
}

/** A score, and whether what it was given to turned out right. */
export interface ScoredOutcome {
  readonly score: number;
  readonly right: boolean;
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955): the non-decreasing step function of least square
 * error. O(n log n). Equal scores are one step, so the order of the input is irrelevant.
 */
export function isotonicFit(outcomes: readonly ScoredOutcome[]): readonly IsotonicStep[] {
  const pooled: { scores: number; rights: number; cases: number }[] = [];
  const tied = Map.groupBy(outcomes, ({ score }) => score);
  for (const [score, group] of [...tied].toSorted(([one], [other]) => one - other)) {
    let step = { scores: score * group.length, rights: group.filter(({ right }) => right).length, cases: group.length };
    for (let last = pooled.at(-1); last !== undefined && !isBelow(last, step); last = pooled.at(-1)) {
      pooled.pop();
      step = {
        scores: last.scores + step.scores,
        rights: last.rights + step.rights,
        cases: last.cases + step.cases,
      };
    }
    pooled.push(step);
  }
  return pooled.map(({ scores, rights, cases }) => ({ score: scores / cases, share: rights / cases, cases }));
}

/** Compared as products of whole numbers: no step is kept or pooled by a rounding error. */
const isBelow = (one: { rights: number; cases: number }, other: { rights: number; cases: number }): boolean =>
  one.rights * other.cases < other.rights * one.cases;
