import { judgeTogether } from '../../../src/domain/matching/batch/decideDay.ts';
import type { Certificate, PrecisionLabel } from '../../../src/domain/matching/certification/certificate.ts';
import type { Verdict } from '../../../src/domain/matching/decision/decidePayment.ts';
import { dayOnePolicy } from '../../../src/domain/matching/decision/policy.ts';
import { weighPayment } from '../../../src/domain/matching/decision/weighPayment.ts';
import type { DecisionBasis } from '../../../src/domain/matching/decision/withheldBecause.ts';
import type { MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';
import { type PlayedPart, playCompany } from './playCompany.ts';
import { rightOne } from './rightOnes.ts';
import type { TrainingCompany } from './trainingCompany.ts';

/** What the model said of a payment that it had not learnt from, and whether it was so. */
export interface JudgedPayment {
  readonly part: PlayedPart;
  readonly verdict: Verdict;
  /** Rank of the true answer among the candidates, from 0; −1: not among them, or there is none. */
  readonly rankOfTruth: number;
  /** Where everything but the threshold lets the first candidate post: its label. */
  readonly label: PrecisionLabel | null;
}

const parts = ['full', 'part', 'sum'];
const standings = ['only', 'usual', 'off_habit', 'several'];
const carriers = [
  'kid',
  'docno',
  ...['party', 'rest', 'contradicted'].flatMap((carrier) => standings.map((standing) => `${carrier}/${standing}`)),
];
/** Every class is let through from even odds on, as far as a shipped certificate would let it (exact amounts). */
const letThrough: readonly Certificate[] = carriers.flatMap((carrier) =>
  parts.map((part) => ({
    evidenceClass: `${carrier}/${part}`,
    threshold: 0,
    regimes: [{ regime: 'training', labels: 0, errors: 0, bound: 0 }],
  })),
);

/** A company's year, judged by a model of other companies and by what its own months before taught (matching 8). */
export function gatherLabels(
  company: TrainingCompany,
  model: MatchingModel,
  see: (judged: JudgedPayment) => void,
): void {
  const certificates = new Map(letThrough.map((certificate) => [certificate.evidenceClass, certificate] as const));
  playCompany(company, model, (played, playing) => {
    const basis: DecisionBasis = { ledger: playing.ledger, policy: dayOnePolicy, certificates };
    const weighed = played.map(({ payment }) =>
      weighPayment(payment, playing.ledger, playing.model, { isVetoed: () => false, fifo: false }),
    );
    for (const [index, verdict] of judgeTogether(weighed, basis).entries()) {
      const part = played[index];
      if (part !== undefined) see(judgedPayment(part, verdict, company.regime));
    }
    return weighed.map(({ candidates }) => candidates.flatMap(({ answer }) => answer.members));
  });
}

function judgedPayment(part: PlayedPart, verdict: Verdict, regime: string): JudgedPayment {
  const { best, evidenceClass, isAuto, weighed } = verdict;
  const hypotheses = weighed.candidates.flatMap(({ answer }) => answer.members);
  const right = rightOne(part, hypotheses);
  const rankOfTruth =
    right === undefined ? -1 : weighed.candidates.findIndex(({ answer }) => answer.members.includes(right));
  const isRight = rankOfTruth === 0 && best !== null && takesAsTold(best.answer.members, part);
  return {
    part,
    verdict,
    rankOfTruth,
    label:
      isAuto && best !== null && evidenceClass !== null
        ? { evidenceClass, regime, logOdds: best.logOdds, right: isRight }
        : null,
  };
}

/** The same items and of each the same amount: what would be posted is what was paid. */
function takesAsTold(
  members: Verdict['weighed']['candidates'][number]['answer']['members'],
  { allocations }: PlayedPart,
) {
  const told = new Map(allocations.map(({ itemId, amountMinor }) => [itemId, amountMinor]));
  return members.some(
    (one) =>
      one.allocations.length === told.size &&
      one.allocations.every(({ itemId, amountMinor }) => told.get(itemId) === amountMinor),
  );
}
