import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import { type CompiledModel, weightOf } from '../model/compiledModel.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { type Hypothesis, partyOf } from './hypothesis.ts';
import { hypothesesWithoutItem } from './noItem.ts';
import { oneItemHypothesis } from './oneItem.ts';
import { payerParties } from './payerParties.ts';
import { refundHypotheses } from './refund.ts';
import { sumHypotheses } from './sums.ts';

/** Whether a person said that an item does not belong to a payment: for ever (matching 10). */
export type Vetoes = (paymentId: string, itemId: string) => boolean;

/** The same of several items together, whose ids are in order; each of them may still be what was paid. */
export type VetoedSets = (paymentId: string, itemIds: readonly string[]) => boolean;

export interface Explanations {
  readonly hypotheses: readonly Hypothesis[];
  /** Something would have explained it that a person rejected before. */
  readonly isVetoed: boolean;
  /** That the payer may be, sorted. */
  readonly parties: readonly string[];
}

/** An exact amount with so much evidence (nats, over its spread) leaves nothing to sums, whose search costs most. */
const resolvedFrom = 5;

/** Every explanation of a payment, `none` included, on the ledger's present day (matching 5). */
export function hypothesesOf(
  payment: Payment,
  ledger: MatchingLedger,
  model: CompiledModel,
  isVetoedItem: (item: OpenItem) => boolean,
  isVetoedSet: (itemIds: readonly string[]) => boolean = () => false,
): Explanations {
  let isVetoed = false;
  const isRejected = (item: OpenItem): boolean => {
    const isSo = isVetoedItem(item);
    isVetoed ||= isSo;
    return isSo;
  };
  const isRejectedSet = (items: readonly OpenItem[]): boolean => {
    const isSo = isVetoedSet(items.map(({ id }) => id).toSorted());
    isVetoed ||= isSo;
    return isSo;
  };
  const oneItem = ledger
    .candidates(payment)
    .filter((item) => !isRejected(item))
    .flatMap((item) => oneItemHypothesis(payment, item, ledger, model) ?? []);
  const parties = payerParties(payment, ledger);
  const asked = isResolved(oneItem, parties, model) ? [] : parties;
  const sums = asked
    .flatMap((partyId) => sumHypotheses(payment, partyId, ledger, isRejected))
    .filter(({ items }) => !isRejectedSet(items));
  const refunds = asked
    .flatMap((partyId) => refundHypotheses(payment, partyId, ledger))
    .filter(({ items }) => !items.some(isRejected));
  return {
    hypotheses: [...oneItem, ...sums, ...refunds, ...hypothesesWithoutItem(payment, ledger)],
    isVetoed,
    parties,
  };
}

const isResolved = (hypotheses: readonly Hypothesis[], parties: readonly string[], model: CompiledModel): boolean =>
  hypotheses.some(
    (hypothesis) =>
      hypothesis.kind === 'single' &&
      parties.includes(partyOf(hypothesis) ?? '') &&
      hypothesis.evidence.reduce((sum, each) => sum + weightOf(model, each), -hypothesis.lnSpread) >= resolvedFrom,
  );
