import type { PrecisionLabel, RegimeFigures } from './certificate.ts';
import { lowerBound } from './precisionBound.ts';

/** Precision that the lower bound of a class that posts must reach (matching 8). */
export const targetPrecision = 0.995;
/** Without an error, the fewest labels whose bound reaches the target: 0.995^598 < 5 %. */
export const labelsOfOneRegime = 598;
/** Of a class of a shipped certificate, over all regimes: with fewer, chance decides what is certified (matching 8). */
export const labelsOfShippedClass = 10_000;
/** Fixed beforehand, in log-odds: a free scan would choose the luckiest threshold and inflate the error (matching 8). */
const grid = Array.from({ length: 14 * 4 + 1 }, (_unused, index) => 14 - index / 4);

export interface Scanned {
  readonly threshold: number;
  readonly regimes: readonly RegimeFigures[];
}

/**
 * The lowest threshold of the fixed grid at which the lower bound holds in each of the regimes, for labels of one class.
 * From strict to loose, from the first threshold with labels enough (`labelsNeeded` in all regimes together, and in each
 * what a bound takes), and no further than the first failure. `null`: none.
 */
export function scanGrid(
  labels: readonly PrecisionLabel[],
  { regimes, labelsNeeded }: { readonly regimes: readonly string[]; readonly labelsNeeded: number },
): Scanned | null {
  const byRegime = Map.groupBy(labels, ({ regime }) => regime);
  let scanned: Scanned | null = null;
  for (const threshold of grid) {
    const figures = regimes.map((regime) => figuresAt(regime, byRegime.get(regime) ?? [], threshold));
    if (!hasEnoughLabels(figures, labelsNeeded)) continue;
    if (!isWithinBound(figures)) break;
    scanned = { threshold, regimes: figures };
  }
  return scanned;
}

/** With fewer labels nothing is known: as of a level that is seldom seen (matching 8). */
const labelsToKnow = 30;

/**
 * The step of the grid down to which labels were seen: so many lie there or beneath. An audit is drawn from what was posted,
 * so that its labels say nothing of what is below the threshold of then, however right all of them are. Labels above the
 * grid count at its strictest.
 */
export function lowestSeen(labels: readonly PrecisionLabel[]): number {
  const lowest = labels.map(({ logOdds }) => logOdds).toSorted((a, b) => a - b)[labelsToKnow - 1];
  const [strictest = Number.POSITIVE_INFINITY] = grid;
  return lowest === undefined ? strictest : (grid.find((threshold) => threshold <= lowest) ?? 0);
}

/** In each regime what a bound takes, and `labelsNeeded` in all of them. */
export const hasEnoughLabels = (figures: readonly RegimeFigures[], labelsNeeded: number): boolean =>
  figures.every(({ labels }) => labels >= labelsOfOneRegime) &&
  figures.reduce((sum, { labels }) => sum + labels, 0) >= labelsNeeded;

/** In each regime. */
export const isWithinBound = (figures: readonly RegimeFigures[]): boolean =>
  figures.every(({ bound }) => bound >= targetPrecision);

/** What one regime's labels show at a threshold. */
export function figuresAt(regime: string, labels: readonly PrecisionLabel[], threshold: number): RegimeFigures {
  const posted = labels.filter(({ logOdds }) => logOdds >= threshold);
  const errors = posted.filter(({ right }) => !right).length;
  return { regime, labels: posted.length, errors, bound: lowerBound(posted.length, errors) };
}
