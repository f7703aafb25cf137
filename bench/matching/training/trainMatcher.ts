import type { Certificate, PrecisionLabel } from '../../../src/domain/matching/certification/certificate.ts';
import { certifyShipped } from '../../../src/domain/matching/certification/certify.ts';
import { groups } from '../../../src/domain/matching/evidence.ts';
import type { ChoiceCase } from '../../../src/domain/matching/learning/choiceModel.ts';
import { fitChoice } from '../../../src/domain/matching/learning/fitChoice.ts';
import { type IsotonicStep, isotonicFit } from '../../../src/domain/matching/learning/isotonicFit.ts';
import { calibrate } from '../../../src/domain/matching/model/calibration.ts';
import type { MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';
import { regimeNames } from '../generator/index.ts';
import { modelOfCounts, scaledModel } from './assembleModel.ts';
import { countLevels, noSightings } from './countLevels.ts';
import { firstGuess } from './firstGuess.ts';
import { gatherChoices, offsetNames } from './gatherChoices.ts';
import { gatherLabels } from './gatherLabels.ts';
import { plausibleFloor } from './plausibleFloor.ts';
import { trainingCompany } from './trainingCompany.ts';
import type { CompanyPlan, TrainingPlan } from './trainingPlan.ts';

/** In all (matching 4, fix 1). */
const randomPairs = 60_000;

export interface Trained {
  readonly model: MatchingModel;
  readonly certificates: readonly Certificate[];
  /** Of all classes, certified or not: what a report shows. */
  readonly labels: readonly PrecisionLabel[];
}

/**
 * Weights and certificates from generated companies (matching 8): levels counted on the first of them, scales fitted on
 * others, calibration, floor and thresholds on others again. The same plan gives the same numbers.
 */
export function trainMatcher(plan: TrainingPlan, say: (line: string) => void, pairsWanted = randomPairs): Trained {
  const counted = countAll(plan.counted, pairsWanted, say);
  const scaled = fitAll(plan.fitted, counted, say);
  const seen = judgeAll(plan.certified, scaled, say);
  const calibration = isotonicFit(seen.map(({ logOdds: score, isFirst: right }) => ({ score, right }))).map(toStep);
  const proposals = seen.map((one) => ({ ...one, probability: calibrate(calibration, one.logOdds) }));
  const labels = seen.flatMap(({ label }) => label ?? []);
  return {
    model: { ...scaled, calibration, plausibleFrom: plausibleFloor(proposals) },
    certificates: certifyShipped(labels, regimeNames),
    labels,
  };
}

function countAll(companies: readonly CompanyPlan[], pairsWanted: number, say: (line: string) => void): MatchingModel {
  const sightings = noSightings();
  for (const plan of companies) {
    countLevels(trainingCompany(plan), firstGuess, { sightings, pairsWanted: pairsWanted / companies.length });
    say(`counted ${plan.regime} ${plan.seed}`);
  }
  return modelOfCounts(sightings, 'counts');
}

function fitAll(companies: readonly CompanyPlan[], counted: MatchingModel, say: (line: string) => void): MatchingModel {
  const cases: ChoiceCase[] = [];
  for (const plan of companies) {
    for (const choice of gatherChoices(trainingCompany(plan), counted)) cases.push(choice);
    say(`explained ${plan.regime} ${plan.seed}`);
  }
  const fitted = fitChoice(cases, {
    start: [...groups.map(() => 1), ...offsetNames.map(() => 0)],
    floors: [...groups.map(() => 0), ...offsetNames.map(() => Number.NEGATIVE_INFINITY)],
  });
  say(`scales and offsets ${fitted.map((value) => value.toFixed(3)).join(' ')}`);
  return scaledModel(counted, fitted);
}

interface Seen {
  readonly regime: string;
  readonly logOdds: number;
  readonly isFirst: boolean;
  readonly hasInvoice: boolean;
  readonly isAmongThree: boolean;
  readonly label: PrecisionLabel | null;
}

function judgeAll(
  companies: readonly CompanyPlan[],
  model: MatchingModel,
  say: (line: string) => void,
): readonly Seen[] {
  const seen: Seen[] = [];
  for (const plan of companies) {
    gatherLabels(trainingCompany(plan), model, ({ part, verdict, rankOfTruth, label }) => {
      if (verdict.best === null) return;
      seen.push({
        regime: plan.regime,
        logOdds: verdict.best.logOdds,
        isFirst: rankOfTruth === 0,
        hasInvoice: part.allocations.length > 0,
        isAmongThree: rankOfTruth >= 0 && rankOfTruth < 3,
        label,
      });
    });
    say(`judged ${plan.regime} ${plan.seed}`);
  }
  return seen;
}

/** Nobody is told that something is certain, or impossible: beyond these there are too few cases to know. */
const [leastProbability, mostProbability] = [0.001, 0.9995];

const toStep = ({ score, share }: IsotonicStep): MatchingModel['calibration'][number] => ({
  logOdds: score,
  probability: Math.min(mostProbability, Math.max(leastProbability, share)),
});
