import { autoDecision, decisionForPerson, judge, type Verdict } from '../decision/decidePayment.ts';
import type { WeighedPayment } from '../decision/weighPayment.ts';
import type { DecisionBasis } from '../decision/withheldBecause.ts';
import type { Decision } from '../decision.ts';
import type { Hypothesis } from '../hypotheses/hypothesis.ts';
import { compareText } from '../hypotheses/interchangeable.ts';
import { type PaymentPart, partsOf } from '../hypotheses/paymentLines.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { Payment } from '../payment.ts';
import { assignDay } from './assignDay.ts';
import { claimsOf } from './claims.ts';
import type { DecisionOptions } from './decisionOptions.ts';
import { weigh } from './weighings.ts';
import { withoutVetoedSets } from './withoutVetoedSets.ts';

/** A decision with the part of a row that it is about. */
export interface PartDecision {
  readonly part: PaymentPart;
  readonly decision: Decision;
}

/**
 * Decides about the payments of one booking date together (matching 6), on the ledger's present day, which it does not
 * touch: what is posted is for the caller to allocate. A payment with lines gets a decision for each. Ordered by payment
 * id, then line; the order of the input does not matter.
 */
export const decideDay = (
  payments: readonly Payment[],
  ledger: MatchingLedger,
  options: DecisionOptions,
): readonly Decision[] =>
  decideParts(payments.flatMap(partsOf), ledger, options, (part) => weigh(part, ledger, options)).map(
    ({ decision }) => decision,
  );

/** `decideDay` of parts, by what they weigh. */
export function decideParts(
  parts: readonly PaymentPart[],
  ledger: MatchingLedger,
  { model, certificates, policy, ...options }: DecisionOptions,
  weighOf: (part: PaymentPart) => WeighedPayment,
): readonly PartDecision[] {
  const ordered = parts.toSorted((a, b) => compareText(a.payment.id, b.payment.id));
  const byClass = new Map(certificates.map((certificate) => [certificate.evidenceClass, certificate] as const));
  const basis: DecisionBasis = { ledger, policy, certificates: byClass };
  const verdicts = judgeTogether(ordered.map(weighOf), basis);
  const posted = chooseItems(verdicts.filter(({ isAuto }) => isAuto));
  const decisions = ordered.flatMap((part, index): readonly PartDecision[] => {
    const verdict = verdicts[index];
    if (verdict === undefined) return [];
    const taken = posted.get(verdict);
    const decided =
      taken === undefined ? decisionForPerson(verdict, basis, model) : autoDecision(verdict, taken, model);
    return [{ part, decision: { ...decided, paymentId: part.paymentId, lineIndex: part.lineIndex } }];
  });
  return withoutVetoedSets(decisions, options);
}

/** Verdicts of the payments of one day, who compete for items (matching 6); in their order. */
export function judgeTogether(weighed: readonly WeighedPayment[], basis: DecisionBasis): readonly Verdict[] {
  const claims = claimsOf(weighed);
  const assigned = assignDay(weighed);
  return weighed.map((one) => {
    const [best] = one.candidates;
    const isAssigned = best !== undefined && assigned.get(one.payment.id) === best;
    const rivals = best === undefined ? [] : claims.rivalsOf(one.payment.id, best.answer);
    return judge(one, { isAssigned, rivals }, basis);
  });
}

/**
 * Which of interchangeable items each auto takes: the lowest number that no other takes. Those with one item choose first,
 * so that nobody takes it from them; who finds none left is decided anew when the others are allocated.
 */
function chooseItems(autos: readonly Verdict[]): ReadonlyMap<Verdict, Hypothesis> {
  const used = new Set<string>();
  const chosen = new Map<Verdict, Hypothesis>();
  for (const verdict of autos.toSorted((a, b) => choices(a).length - choices(b).length)) {
    const free = choices(verdict).find(({ allocations }) => allocations.every(({ itemId }) => !used.has(itemId)));
    if (free === undefined) continue;
    chosen.set(verdict, free);
    for (const { itemId } of free.allocations) used.add(itemId);
  }
  return chosen;
}

const choices = ({ best }: Verdict): readonly Hypothesis[] => best?.answer.members ?? [];
