import { type CalendarDate, calendarDate } from '../../calendarDate.ts';
import { decideDay } from '../batch/decideDay.ts';
import { decideInOrder } from '../batch/decideInOrder.ts';
import type { DecisionOptions } from '../batch/decisionOptions.ts';
import { weigh } from '../batch/weighings.ts';
import type { Certificate } from '../certification/certificate.ts';
import { certificatesInForce } from '../certification/certificatesInForce.ts';
import type { MatchingPolicy } from '../decision/policy.ts';
import type { Decision, ItemAllocation } from '../decision.ts';
import { compareText } from '../hypotheses/interchangeable.ts';
import { partsOf } from '../hypotheses/paymentLines.ts';
import type { MemoryLedger } from '../ledger/memoryLedger.ts';
import { compileModel } from '../model/compiledModel.ts';
import type { MatchingModel } from '../model/matchingModel.ts';
import type { Payment } from '../payment.ts';
import { answerOf } from './answerOf.ts';
import { clientModel } from './clientModel.ts';
import { isSameAllocations, judgedProposalOf } from './judgedProposal.ts';
import type { LearningAction } from './learningAction.ts';
import { teachLedger } from './teachLedger.ts';

export interface LearnedFrom {
  readonly shipped: MatchingModel;
  readonly certificates: readonly Certificate[];
  readonly policy: MatchingPolicy;
  /** What a person decided, by payment id; an empty list: no invoice. */
  readonly confirmed: ReadonlyMap<string, readonly ItemAllocation[]>;
}

/**
 * Decides about payments in order of booking date while it learns from those that a person has decided (contract 4).
 * A confirmed payment is predicted as if nobody had; then what it was confirmed as is taken off the ledger, and teaches
 * from the turn of the month on; what contradicts it is shown, but not posted: its items are others' to have. Yields in order
 * of booking date.
 */
export function* decideAndLearn(
  payments: readonly Payment[],
  ledger: MemoryLedger,
  { shipped, certificates, policy, confirmed }: LearnedFrom,
): Generator<Decision> {
  const untaught: DecisionOptions = { model: compileModel(shipped), certificates, policy, vetoes: () => false };
  if (confirmed.size === 0) return yield* decideInOrder(payments, ledger, untaught);
  const log: LearningAction[] = [];
  let options = untaught;
  let month = '';
  const days = [...Map.groupBy(payments, ({ bookingDate }) => bookingDate)];
  for (const [bookingDate, ofDay] of days.toSorted(([a], [b]) => compareText(a, b))) {
    const day = calendarDate(bookingDate);
    if (month !== bookingDate.slice(0, 7) && log.length > 0) options = learn(log, day);
    month = bookingDate.slice(0, 7);
    ledger.moveTo(bookingDate);
    const isAnswered = ({ id }: Payment): boolean => confirmed.has(id);
    if (ofDay.some(isAnswered)) {
      const predicted = decideDay(ofDay, ledger, options).filter(({ paymentId }) => confirmed.has(paymentId));
      yield* predicted.map((decision) => unlessAnsweredOtherwise(decision, confirmed.get(decision.paymentId) ?? []));
      // In one order, whatever the file's is: each leaves less to be told of (matching 12, property 4).
      const answered = ofDay.filter(isAnswered).toSorted((a, b) => compareText(a.id, b.id));
      for (const payment of answered) remember(payment, predicted, day);
    }
    yield* decideInOrder(
      ofDay.filter((payment) => !isAnswered(payment)),
      ledger,
      options,
    );
  }

  function learn(taught: readonly LearningAction[], asOf: CalendarDate): DecisionOptions {
    const weights = teachLedger(ledger, taught, asOf);
    return {
      ...untaught,
      model: compileModel(clientModel(shipped, weights)),
      certificates: certificatesInForce(certificates, weights.experience).certificates,
    };
  }

  function remember(payment: Payment, predicted: readonly Decision[], at: CalendarDate): void {
    const told = confirmed.get(payment.id) ?? [];
    const [part] = partsOf(payment);
    const hypotheses =
      part === undefined ? [] : weigh(part, ledger, options).candidates.flatMap(({ answer }) => answer.members);
    const decision = predicted.find(({ paymentId }) => paymentId === payment.id);
    const proposal = decision === undefined ? null : judgedProposalOf(decision, told, { isUnbiased: true });
    const answer = answerOf(payment, told, hypotheses, ledger);
    log.push({ action: 'confirmed', paymentId: payment.id, at, proposal, ...answer });
    // Another payment of the file may have been given a part of it: then less is left than was confirmed.
    for (const { itemId, amountMinor } of told) {
      const leftMinor = ledger.item(itemId)?.residualMinor ?? 0n;
      const takenMinor = amountMinor < leftMinor ? amountMinor : leftMinor;
      if (takenMinor > 0n) ledger.allocate(itemId, takenMinor);
    }
    ledger.settled(payment, told);
  }
}

function unlessAnsweredOtherwise(decision: Decision, told: readonly ItemAllocation[]): Decision {
  if (decision.decision !== 'auto' || isSameAllocations(decision.allocations, told)) return decision;
  return {
    ...decision,
    decision: 'review',
    allocations: [],
    residualMinor: 0n,
    withheldBecause: 'confirmed_otherwise',
  };
}
