import { type CalendarDate, calendarDate } from '../../../src/domain/calendarDate.ts';
import type { ItemAllocation } from '../../../src/domain/matching/decision.ts';
import type { Hypothesis } from '../../../src/domain/matching/hypotheses/hypothesis.ts';
import { answerOf } from '../../../src/domain/matching/learning/answerOf.ts';
import { clientModel } from '../../../src/domain/matching/learning/clientModel.ts';
import type { LearningAction } from '../../../src/domain/matching/learning/learningAction.ts';
import { teachLedger } from '../../../src/domain/matching/learning/teachLedger.ts';
import { MemoryLedger } from '../../../src/domain/matching/ledger/memoryLedger.ts';
import { type CompiledModel, compileModel } from '../../../src/domain/matching/model/compiledModel.ts';
import type { MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';
import type { Payment } from '../../../src/domain/matching/payment.ts';
import { truePartsOf } from '../replay/partTruths.ts';
import type { TrainingCompany } from './trainingCompany.ts';

/** A payment, or a line of one, with what it really paid; none: no invoice. */
export interface PlayedPart {
  readonly payment: Payment;
  readonly allocations: readonly ItemAllocation[];
  readonly truthKind: string;
  readonly isOneToOne: boolean;
  readonly tags: readonly string[];
}

/** What is known on a day before its rows are: the truth of the days before, and what the months before taught. */
export interface Playing {
  readonly ledger: MemoryLedger;
  readonly model: CompiledModel;
  readonly day: CalendarDate;
}

/** Looks at a day's payments, and gives for each of them the hypotheses it weighed, in their order. */
export type DayObserver = (parts: readonly PlayedPart[], playing: Playing) => readonly (readonly Hypothesis[])[];

/**
 * A company's year, predicted first and learnt after (matching 8 and 10): the open state is that which the truth of the
 * days before left, and at the turn of each month the client's own counts and aliases move on.
 */
export function playCompany(company: TrainingCompany, shipped: MatchingModel, observe: DayObserver): void {
  const { world } = company;
  const ledger = new MemoryLedger(world);
  const log: LearningAction[] = [];
  let model = compileModel(shipped);
  let month = '';
  for (const [bookingDate, payments] of Map.groupBy(world.payments, (payment) => payment.bookingDate)) {
    const day = calendarDate(bookingDate);
    if (bookingDate.slice(0, 7) !== month) {
      month = bookingDate.slice(0, 7);
      model = compileModel(clientModel(shipped, teachLedger(ledger, log, day)));
    }
    ledger.moveTo(bookingDate);
    const parts = payments.flatMap((payment) => playedParts(payment, company));
    const weighed = observe(parts, { ledger, model, day });
    for (const [index, { payment, allocations }] of parts.entries()) {
      const answer = answerOf(payment, allocations, weighed[index] ?? [], ledger);
      log.push({ action: 'confirmed', paymentId: payment.id, at: day, proposal: null, ...answer });
    }
    for (const { payment, allocations } of parts) {
      for (const { itemId, amountMinor } of allocations) ledger.allocate(itemId, amountMinor);
      ledger.settled(payment, allocations);
    }
  }
}

function playedParts(payment: Payment, { world }: TrainingCompany): readonly PlayedPart[] {
  return truePartsOf(payment, world).map(({ part, truth }) => ({
    payment: part.payment,
    allocations: truth.allocations,
    truthKind: truth.kind,
    isOneToOne: truth.oneToOne,
    tags: truth.tags,
  }));
}
