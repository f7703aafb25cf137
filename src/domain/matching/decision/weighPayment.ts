import { hypothesisKinds } from '../decision.ts';
import { hypothesesOf } from '../hypotheses/hypothesesOf.ts';
import { type Answer, type Hypothesis, partyOf } from '../hypotheses/hypothesis.ts';
import { answersOf, compareText } from '../hypotheses/interchangeable.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import { calibrate, probabilityOf } from '../model/calibration.ts';
import { type CompiledModel, isSeldomSeen, lnPriorOf, weightOf } from '../model/compiledModel.ts';
import { lnSum, posteriorLogOdds } from '../model/posterior.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';

/** Weaker claims join no payments: neither edges of the assignment nor rivals (matching 6). */
export const weakestClaim = 0.01;
/** A person is shown this many at most (contract 3.2). */
export const shownCandidates = 3;

export interface WeighedAnswer {
  readonly answer: Answer;
  /** Uncalibrated, against everything else together. */
  readonly logOdds: number;
  /** Uncalibrated, 0 to 1: what answers of one payment compete by. */
  readonly posterior: number;
  /** Calibrated, 0 to 1: what people are shown. */
  readonly probability: number;
  /** Nats that levels seen too seldom speak for it: they carry no auto (matching 8). */
  readonly seldomSeenNats: number;
}

/** A payment with all its explanations, the likeliest first. */
export interface WeighedPayment {
  readonly payment: Payment;
  /** Without `none` and own transfers: the likeliest three, and all that may compete with other payments. */
  readonly candidates: readonly WeighedAnswer[];
  /** The posterior of all further candidates together. */
  readonly restPosterior: number;
  /** `none` and, where the other account is the client's own, the transfer. */
  readonly withoutItem: readonly WeighedAnswer[];
  readonly isVetoed: boolean;
  /** Of these candidates, and those that the payer may be. */
  readonly partyIds: readonly string[];
  /** Parties that have paid this very amount before: of the closed items that a duplicate would be of. */
  readonly paidBefore: ReadonlySet<string>;
}

export interface WeighingOptions {
  /** A person rejected this item for this payment. */
  readonly isVetoed: (item: OpenItem) => boolean;
  /** Or these together: ids in order. */
  readonly isVetoedSet?: (itemIds: readonly string[]) => boolean;
  readonly fifo: boolean;
}

/** One posterior over every explanation, `none` included (matching 4, fix 4, and 5). */
export function weighPayment(
  payment: Payment,
  ledger: MatchingLedger,
  model: CompiledModel,
  { isVetoed: isVetoedItem, isVetoedSet, fifo }: WeighingOptions,
): WeighedPayment {
  const { hypotheses, isVetoed, parties } = hypothesesOf(payment, ledger, model, isVetoedItem, isVetoedSet);
  const payer = {
    record: ledger.chances.payerRecord(payment),
    direction: payment.amountMinor < 0n ? 'out' : 'in',
  } as const;
  const lnScore = ({ kind, evidence, lnSpread }: Hypothesis): number =>
    lnPriorOf(model, kind, payer) - lnSpread + evidence.reduce((sum, each) => sum + weightOf(model, each), 0);
  const answers = answersOf(hypotheses, fifo);
  const logOdds = posteriorLogOdds(answers.map(({ members }) => lnSum(members.map(lnScore))));
  const ordered = answers
    .map((answer, index): Ranked => ({ answer, logOdds: logOdds[index] ?? Number.NEGATIVE_INFINITY }))
    .toSorted(compareRanked);
  const candidates = ordered.filter(({ answer }) => !isWithoutItem(answer));
  const kept = candidates.filter((one, index) => index < shownCandidates || posteriorOf(one) > weakestClaim);
  return {
    payment,
    candidates: kept.map((ranked) => weighedAnswer(ranked, model)),
    restPosterior: candidates.slice(kept.length).reduce((sum, ranked) => sum + posteriorOf(ranked), 0),
    withoutItem: ordered.filter(({ answer }) => isWithoutItem(answer)).map((ranked) => weighedAnswer(ranked, model)),
    isVetoed,
    partyIds: [...new Set([...parties, ...kept.flatMap(({ answer }) => partyOf(answer.taken) ?? [])])],
    paidBefore: new Set(
      candidates.flatMap(({ answer: { taken } }) => (taken.kind === 'duplicate' ? (partyOf(taken) ?? []) : [])),
    ),
  };
}

interface Ranked {
  readonly answer: Answer;
  readonly logOdds: number;
}

const posteriorOf = ({ logOdds }: Ranked): number => probabilityOf(logOdds);

const weighedAnswer = ({ answer, logOdds }: Ranked, model: CompiledModel): WeighedAnswer => ({
  answer,
  logOdds,
  posterior: probabilityOf(logOdds),
  probability: calibrate(model.source.calibration, logOdds),
  seldomSeenNats: answer.taken.evidence
    .filter((each) => isSeldomSeen(model, each))
    .reduce((sum, each) => sum + Math.max(0, weightOf(model, each)), 0),
});

const isWithoutItem = ({ taken }: Answer): boolean => taken.kind === 'none' || taken.kind === 'own_transfer';

const itemIdsOf = ({ taken }: Answer): string => taken.items.map(({ id }) => id).join(' ');

function compareRanked(a: Ranked, b: Ranked): number {
  const kindIndex = ({ answer }: Ranked): number => hypothesisKinds.indexOf(answer.taken.kind);
  return b.logOdds - a.logOdds || kindIndex(a) - kindIndex(b) || compareText(itemIdsOf(a.answer), itemIdsOf(b.answer));
}
