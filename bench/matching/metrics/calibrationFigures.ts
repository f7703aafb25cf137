import type { Outcome } from '../replay/outcome.ts';

export interface CalibrationBin {
  /** Mean probability of the answers in the bin, and the share of them that was right, 0 to 1. */
  readonly meanProbability: number;
  readonly rightShare: number;
  readonly count: number;
}

export interface CalibrationFigures {
  /** Expected calibration error: the mean distance of the two, weighted by count. */
  readonly ece: number;
  /** Mean squared distance of probability and truth (0 or 1). */
  readonly brier: number;
  /** Not empty ones, ascending. */
  readonly bins: readonly CalibrationBin[];
}

const binCount = 20;
const binOf = ({ probability }: Pick<Outcome, 'probability'>): number =>
  Math.min(binCount - 1, Math.floor(probability * binCount));

/** Calibration of the answer given first to each payment (`Outcome.probability`), in twenty bins of equal width. */
export function calibrationFigures(outcomes: readonly Pick<Outcome, 'probability' | 'isRight'>[]): CalibrationFigures {
  const bins = [...Map.groupBy(outcomes, binOf)]
    .toSorted(([a], [b]) => a - b)
    .map(([, ofBin]) => ({
      meanProbability: meanOf(ofBin, ({ probability }) => probability),
      rightShare: meanOf(ofBin, ({ isRight }) => Number(isRight)),
      count: ofBin.length,
    }));
  const distance = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.meanProbability - bin.rightShare), 0);
  return {
    ece: outcomes.length === 0 ? 0 : distance / outcomes.length,
    brier: meanOf(outcomes, ({ probability, isRight }) => (probability - Number(isRight)) ** 2),
    bins,
  };
}

const meanOf = <T>(values: readonly T[], valueOf: (value: T) => number): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + valueOf(value), 0) / values.length;
