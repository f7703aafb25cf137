import { lowerBound } from '../../../src/domain/matching/certification/precisionBound.ts';
import type { Outcome } from '../replay/outcome.ts';

/** Precision and coverage of what is posted, always as a pair (matching 13). */
export interface AutoFigures {
  /** Payments, or lines, that were posted. */
  readonly autos: number;
  /** Of them: not the same items with the same amounts as the truth. */
  readonly errors: number;
  /** Right autos over autos, 0 to 1; null without any. */
  readonly precision: number | null;
  /** Clopper–Pearson 95 % one-sided lower bound on precision. */
  readonly bound: number;
  /** Of all 1:1 payments, those posted rightly, 0 to 1. */
  readonly coverage: number;
  /** Kroner posted, and of them wrongly, by a million. */
  readonly postedKroner: number;
  readonly wrongPerMillion: number;
}

export type Posted = Pick<Outcome, 'oneToOne' | 'isRight' | 'amountKroner'>;

/** `oneToOneCount` is of all payments, posted or not. */
export function autoFigures(autos: readonly Posted[], oneToOneCount: number): AutoFigures {
  const wrong = autos.filter(({ isRight }) => !isRight);
  const covered = autos.filter(({ isRight, oneToOne }) => isRight && oneToOne).length;
  const postedKroner = kronerOf(autos);
  return {
    autos: autos.length,
    errors: wrong.length,
    precision: autos.length === 0 ? null : 1 - wrong.length / autos.length,
    bound: lowerBound(autos.length, wrong.length),
    coverage: oneToOneCount === 0 ? 0 : covered / oneToOneCount,
    postedKroner,
    wrongPerMillion: postedKroner === 0 ? 0 : (kronerOf(wrong) / postedKroner) * 1_000_000,
  };
}

const kronerOf = (posted: readonly Posted[]): number => posted.reduce((sum, { amountKroner }) => sum + amountKroner, 0);

export const isAuto = ({ decision }: Outcome): boolean => decision === 'auto';
export const isOneToOne = ({ oneToOne }: Outcome): boolean => oneToOne;

/** By evidence class, the one that posts most first; coverage is of all 1:1 payments, so that the classes add up. */
export function figuresByClass(outcomes: readonly Outcome[]): readonly (readonly [string, AutoFigures])[] {
  const oneToOneCount = outcomes.filter(isOneToOne).length;
  return [...Map.groupBy(outcomes.filter(isAuto), ({ evidenceClass }) => evidenceClass ?? 'none')]
    .map(([name, autos]) => [name, autoFigures(autos, oneToOneCount)] as const)
    .toSorted(([a, x], [b, y]) => y.autos - x.autos || (a < b ? -1 : 1));
}

const bands = [
  { name: 'below 1,000', from: 0 },
  { name: '1,000 to 10,000', from: 1_000 },
  { name: '10,000 to 100,000', from: 10_000 },
  { name: '100,000 and more', from: 100_000 },
] as const;

/** By kroner of the payment; coverage is of the 1:1 payments of the band. */
export function figuresByAmount(outcomes: readonly Outcome[]): readonly (readonly [string, AutoFigures])[] {
  return bands.map(({ name, from }, index) => {
    const below = bands[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const ofBand = outcomes.filter(({ amountKroner }) => amountKroner >= from && amountKroner < below);
    return [name, autoFigures(ofBand.filter(isAuto), ofBand.filter(isOneToOne).length)] as const;
  });
}
