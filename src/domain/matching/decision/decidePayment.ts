import type { DecidedCandidate, Decision, WithheldBecause } from '../decision.ts';
import type { Hypothesis } from '../hypotheses/hypothesis.ts';
import type { CompiledModel } from '../model/compiledModel.ts';
import { evidenceClassOf } from './evidenceClass.ts';
import { explain } from './explain.ts';
import { taskOf } from './taskOf.ts';
import type { WeighedAnswer, WeighedPayment } from './weighPayment.ts';
import { type Competition, type DecisionBasis, withheldBecause } from './withheldBecause.ts';

/** What may be posted, or why nothing is; decided before the batch says which of interchangeable items are free. */
export interface Verdict {
  readonly weighed: WeighedPayment;
  readonly best: WeighedAnswer | null;
  readonly evidenceClass: string | null;
  readonly withheld: WithheldBecause | null;
  readonly isAuto: boolean;
}

/** Whether the best candidate posts (matching 7): not where a task stands in its way, or something withholds it. */
export function judge(weighed: WeighedPayment, competition: Competition, basis: DecisionBasis): Verdict {
  const [best = null] = weighed.candidates;
  if (best === null) {
    const withheld = weighed.isVetoed ? 'vetoed' : null;
    return { weighed, best, evidenceClass: null, withheld, isAuto: false };
  }
  const evidenceClass = evidenceClassOf(best.answer, weighed.paidBefore, basis.ledger.chances);
  const withheld = withheldBecause(weighed, best, evidenceClass, competition, basis);
  const isAuto = withheld === null && taskOf(weighed, true, basis.ledger) === null;
  return { weighed, best, evidenceClass, withheld, isAuto };
}

/** The decision of an auto: `taken` is the one of interchangeable items that was free. */
export function autoDecision(verdict: Verdict, taken: Hypothesis, model: CompiledModel): Decision {
  const { weighed, best } = verdict;
  const candidates = explain(weighed.candidates, model).map(
    (candidate, index): DecidedCandidate =>
      index === 0 ? { ...candidate, allocations: taken.allocations } : candidate,
  );
  return {
    ...commonOf(verdict),
    decision: 'auto',
    kind: taken.kind,
    allocations: taken.allocations,
    residualMinor: taken.residualMinor,
    probability: best?.probability ?? 0,
    withheldBecause: null,
    task: null,
    candidates,
  };
}

/** Review, task or none (matching 7). */
export function decisionForPerson(verdict: Verdict, { ledger }: DecisionBasis, model: CompiledModel): Decision {
  const { weighed, best, withheld } = verdict;
  const isPlausible = best !== null && best.probability >= model.source.plausibleFrom;
  const task = taskOf(weighed, isPlausible, ledger);
  const [likeliestWithout] = weighed.withoutItem;
  const isAboutBest = isPlausible && best !== null;
  return {
    ...commonOf(verdict),
    decision: task !== null ? 'task' : isPlausible ? 'review' : 'none',
    kind: isAboutBest ? best.answer.taken.kind : (likeliestWithout?.answer.taken.kind ?? 'none'),
    allocations: [],
    residualMinor: 0n,
    probability: isAboutBest ? best.probability : withoutItemProbability(weighed),
    withheldBecause: withheld,
    task,
    candidates: isPlausible ? explain(weighed.candidates, model) : [],
  };
}

const withoutItemProbability = ({ withoutItem }: WeighedPayment): number =>
  withoutItem.reduce((sum, { posterior }) => sum + posterior, 0);

const commonOf = ({ weighed, best, evidenceClass }: Verdict) => ({
  paymentId: weighed.payment.id,
  lineIndex: null,
  evidenceClass,
  logOdds: best?.logOdds ?? (weighed.withoutItem[0] === undefined ? 0 : -weighed.withoutItem[0].logOdds),
});
