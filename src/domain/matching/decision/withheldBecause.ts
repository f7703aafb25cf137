import type { Certificate } from '../certification/certificate.ts';
import type { HypothesisKind, WithheldBecause } from '../decision.ts';
import type { Hypothesis } from '../hypotheses/hypothesis.ts';
import { type MatchingLedger, sideOf } from '../ledger/matchingLedger.ts';
import { evidenceOf } from './evidenceClass.ts';
import { isAllowedForAuto } from './isAllowedForAuto.ts';
import { isOwedByOther } from './isOwedByOther.ts';
import { type MatchingPolicy, ownCurrency } from './policy.ts';
import type { WeighedAnswer, WeighedPayment } from './weighPayment.ts';

export interface Competition {
  /** The batch's assignment gives the payment this same answer (matching 6). */
  readonly isAssigned: boolean;
  /** What other payments of the day claim of its items, strongest first, each 0 to 1. */
  readonly rivals: readonly number[];
}

/** What decisions rest on beside the payment. */
export interface DecisionBasis {
  readonly ledger: MatchingLedger;
  readonly policy: MatchingPolicy;
  /** By evidence class. */
  readonly certificates: ReadonlyMap<string, Certificate>;
}

/** More than that and the rival has the better claim, or an equal one. */
const strongestRival = 0.5;

/**
 * Why the best candidate is not posted (matching 6, 8 and 9); null: it is. What the evidence lacks comes first, then what
 * the client forbids: `shadow` and `kill_switch` mean that it would have been posted.
 */
export function withheldBecause(
  { payment }: WeighedPayment,
  { answer, logOdds, seldomSeenNats }: WeighedAnswer,
  evidenceClass: string,
  { isAssigned, rivals }: Competition,
  { ledger, policy, certificates }: DecisionBasis,
): WithheldBecause | null {
  if (!isAllowedForAuto(answer, payment, ledger, policy)) return 'not_allowed_for_kind';
  if (isOwedByOther(answer.taken, payment, ledger)) return 'other_payer';
  const certificate = certificates.get(evidenceClass);
  if (certificate === undefined || !isCoveredBy(certificate, answer.taken.kind)) return 'not_certified';
  if (isBeyondLabels(certificate, answer.taken, payment, ledger)) return 'not_certified';
  if (logOdds < certificate.threshold) return 'below_threshold';
  if (logOdds - seldomSeenNats < certificate.threshold) return 'seldom_seen_level';
  // Both cannot have it: the chance that the rivals do not is a factor of the odds.
  const withoutRivals = rivals.reduce((sum, claim) => sum + Math.log1p(-Math.min(claim, strongestRival)), logOdds);
  const isContested = (rivals[0] ?? 0) >= strongestRival || withoutRivals < certificate.threshold;
  if (!isAssigned || isContested) return 'rival';
  if (!isBelowCeiling(payment, policy)) return 'above_limit';
  if (policy.isStopped) return 'kill_switch';
  return policy.mode === 'auto' ? null : 'shadow';
}

/** A shipped certificate posts exact amounts only; a client's own, what its labels showed (matching 9). */
const isCoveredBy = ({ regimes }: Certificate, kind: HypothesisKind): boolean =>
  exactKinds.has(kind) || regimes.every(({ regime }) => regime === 'own');

const exactKinds: ReadonlySet<HypothesisKind> = new Set([
  'single',
  'subset',
  'net_of_credit',
  'converted',
  'credit_paid_out',
]);

/**
 * Shipped labels are of companies with thousands of open items. Of a small ledger they do not show how amounts meet by
 * chance; nor how much a name that is only near a party's says: its weight is that of large ledgers, where the very name,
 * which weighs as the party's share of what is open, still outweighs it.
 */
const fewestOpenItems = { byAmount: 500, byNearName: 2_000 };

function isBeyondLabels(
  { evidenceClass, regimes }: Certificate,
  taken: Hypothesis,
  payment: WeighedPayment['payment'],
  { chances }: MatchingLedger,
): boolean {
  if (regimes.every(({ regime }) => regime === 'own')) return false;
  const fewest = Math.max(
    restsOnAmount(evidenceClass) ? fewestOpenItems.byAmount : 0,
    restsOnNearName(evidenceClass, taken) ? fewestOpenItems.byNearName : 0,
  );
  return fewest > 0 && chances.openCount(sideOf(payment), payment.currency) < fewest;
}

/** Neither a reference nor the payer speaks for the item: the amount alone does, and says as much as there are others. */
const restsOnAmount = (evidenceClass: string): boolean => /^(rest|contradicted)\//.test(evidenceClass);

const restsOnNearName = (evidenceClass: string, taken: Hypothesis): boolean =>
  /^(party|rest|contradicted)\//.test(evidenceClass) && /_over_\d+$/.test(evidenceOf(taken, 'PARTY')?.level ?? '');

/** Of a sum post, the whole sum: it is posted as a whole. */
function isBelowCeiling(
  { amountMinor, sumPostMinor = amountMinor, currency }: WeighedPayment['payment'],
  { maxAutoAmountMinor }: MatchingPolicy,
): boolean {
  if (maxAutoAmountMinor === null) return true;
  return currency === ownCurrency && sumPostMinor <= maxAutoAmountMinor && -sumPostMinor <= maxAutoAmountMinor;
}
