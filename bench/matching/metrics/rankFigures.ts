import type { Outcome } from '../replay/outcome.ts';

export interface RankFigures {
  /** Shares of the payments looked at whose truth is the first candidate, or among three; 0 to 1. */
  readonly top1: number;
  readonly top3: number;
  readonly count: number;
}

/** Of all 1:1 payments, posted or not: whether the truth comes first. */
export const rankFigures = (outcomes: readonly Outcome[]): RankFigures =>
  rankOf(outcomes.filter(({ oneToOne }) => oneToOne));

/** Of payments of one invoice or several that a person is shown candidates for. */
export const reviewRankFigures = (outcomes: readonly Outcome[]): RankFigures =>
  rankOf(outcomes.filter(({ decision, hasInvoice }) => decision === 'review' && hasInvoice));

function rankOf(outcomes: readonly Outcome[]): RankFigures {
  const count = outcomes.length;
  const share = (most: number): number =>
    count === 0 ? 0 : outcomes.filter(({ rank }) => rank !== null && rank <= most).length / count;
  return { top1: share(1), top3: share(3), count };
}

/** Share of 1:1 payments whose item blocking found, 0 to 1. */
export function blockingRecall(outcomes: readonly Outcome[]): number {
  const oneToOne = outcomes.filter((outcome) => outcome.oneToOne);
  return oneToOne.length === 0 ? 0 : oneToOne.filter(({ isFound }) => isFound).length / oneToOne.length;
}

/** Rows in each decision, of all; 0 to 1. What a person has to look at is the reviews and the tasks. */
export function decisionShares(outcomes: readonly Outcome[]): Readonly<Record<Outcome['decision'], number>> {
  const share = (wanted: Outcome['decision']): number =>
    outcomes.length === 0 ? 0 : outcomes.filter(({ decision }) => decision === wanted).length / outcomes.length;
  return { auto: share('auto'), review: share('review'), task: share('task'), none: share('none') };
}
