import type { RegimeResult } from '../benchResult.ts';
import { fewestToJudge, targets } from '../targets.ts';

export interface Judgement {
  readonly name: string;
  /** As text, with its unit. */
  readonly value: string;
  readonly target: string;
  /** Null: too few to tell. */
  readonly isMet: boolean | null;
}

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

const atLeast = (name: string, value: number, wanted: number, digits = 1): Judgement => ({
  name,
  value: percent(value, digits),
  target: `≥ ${percent(wanted, 1)}`,
  isMet: value >= wanted,
});
const atMost = (name: string, value: number, wanted: number): Judgement => ({
  name,
  value: value.toFixed(4),
  target: `≤ ${wanted}`,
  isMet: value <= wanted,
});

/** The figures of a regime that have a target (matching 13). */
export function judgementsOf({ regime, figures }: RegimeResult): readonly Judgement[] {
  const wanted = targets[regime];
  const { all, byClass, rank, blockingRecall, calibration } = figures;
  return [
    atLeast('posted, of 1:1 payments', all.coverage, wanted.coverage),
    atLeast('lower bound of precision, all that posts', all.bound, wanted.bound, 2),
    ...byClass.map(([name, { bound, autos }]): Judgement => {
      const judged = atLeast(`lower bound, class ${name} (${autos})`, bound, wanted.bound, 2);
      // With so few, the bound would be missed without a single error.
      return autos < fewestToJudge ? { ...judged, isMet: null } : judged;
    }),
    atLeast('first candidate right', rank.top1, wanted.top1),
    atLeast('among the first three', rank.top3, wanted.top3),
    atLeast('blocking recall', blockingRecall, wanted.blockingRecall, 2),
    atMost('calibration error (ECE)', calibration.ece, wanted.ece),
    atMost('Brier score', calibration.brier, wanted.brier),
  ];
}

export const verdictOf = ({ isMet }: Judgement): string => (isMet === null ? 'too few' : isMet ? 'met' : 'MISSED');
