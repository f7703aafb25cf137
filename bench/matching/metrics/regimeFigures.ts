import type { Outcome } from '../replay/outcome.ts';
import { type AutoFigures, autoFigures, figuresByAmount, figuresByClass, isAuto, isOneToOne } from './autoFigures.ts';
import { type CalibrationFigures, calibrationFigures } from './calibrationFigures.ts';
import { blockingRecall, decisionShares, type RankFigures, rankFigures, reviewRankFigures } from './rankFigures.ts';

/** All that is measured of one regime, its companies pooled. */
export interface RegimeFigures {
  readonly rows: number;
  readonly oneToOne: number;
  readonly withoutInvoice: number;
  readonly all: AutoFigures;
  readonly byClass: readonly (readonly [string, AutoFigures])[];
  readonly byAmount: readonly (readonly [string, AutoFigures])[];
  readonly rank: RankFigures;
  readonly reviewRank: RankFigures;
  readonly blockingRecall: number;
  readonly calibration: CalibrationFigures;
  /** Of the same answers before isotonic calibration. */
  readonly uncalibrated: CalibrationFigures;
  readonly shares: ReturnType<typeof decisionShares>;
  /** Milliseconds of deciding, by a thousand rows. */
  readonly msPerThousand: number;
}

export function regimeFigures(outcomes: readonly Outcome[], decisionMs: number): RegimeFigures {
  const oneToOne = outcomes.filter(isOneToOne).length;
  return {
    rows: outcomes.length,
    oneToOne,
    withoutInvoice: outcomes.filter(({ hasInvoice }) => !hasInvoice).length,
    all: autoFigures(outcomes.filter(isAuto), oneToOne),
    byClass: figuresByClass(outcomes),
    byAmount: figuresByAmount(outcomes),
    rank: rankFigures(outcomes),
    reviewRank: reviewRankFigures(outcomes),
    blockingRecall: blockingRecall(outcomes),
    calibration: calibrationFigures(outcomes),
    uncalibrated: calibrationFigures(
      outcomes.map(({ uncalibrated: probability, isRight }) => ({ probability, isRight })),
    ),
    shares: decisionShares(outcomes),
    msPerThousand: outcomes.length === 0 ? 0 : (decisionMs / outcomes.length) * 1_000,
  };
}
