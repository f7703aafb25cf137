import type { CalendarDate } from '../../../src/domain/calendarDate.ts';
import type { DecisionOptions } from '../../../src/domain/matching/batch/decisionOptions.ts';
import { dayOnePolicy } from '../../../src/domain/matching/decision/policy.ts';
import type { Decision, ItemAllocation } from '../../../src/domain/matching/decision.ts';
import type { Hypothesis } from '../../../src/domain/matching/hypotheses/hypothesis.ts';
import { answerOf } from '../../../src/domain/matching/learning/answerOf.ts';
import { clientModel } from '../../../src/domain/matching/learning/clientModel.ts';
import type { LearningAction } from '../../../src/domain/matching/learning/learningAction.ts';
import { teachLedger } from '../../../src/domain/matching/learning/teachLedger.ts';
import type { MemoryLedger } from '../../../src/domain/matching/ledger/memoryLedger.ts';
import { type CompiledModel, compileModel } from '../../../src/domain/matching/model/compiledModel.ts';
import type { Payment } from '../../../src/domain/matching/payment.ts';
import type { MatcherSetup } from './matcherSetup.ts';

export interface Settled {
  readonly payment: Payment;
  readonly decision: Decision;
  /** What was posted, or what the person said. */
  readonly allocations: readonly ItemAllocation[];
  readonly hypotheses: readonly Hypothesis[];
  readonly day: CalendarDate;
}

/** A client's log of decisions, learnt from at the turn of each month (matching 10). */
export class ClientLearning {
  readonly #setup: MatcherSetup;
  readonly #ledger: MemoryLedger;
  readonly #mostConfirmations: number;
  readonly #log: LearningAction[] = [];
  #confirmations = 0;
  #month = '';
  #model: CompiledModel;

  constructor(setup: MatcherSetup, ledger: MemoryLedger, mostConfirmations: number) {
    this.#setup = setup;
    this.#ledger = ledger;
    this.#mostConfirmations = mostConfirmations;
    this.#model = compileModel(setup.model);
  }

  optionsOn(day: CalendarDate): DecisionOptions {
    if (day.slice(0, 7) !== this.#month && this.#log.length > 0) this.#learn(day);
    this.#month = day.slice(0, 7);
    const { certificates } = this.#setup;
    return { model: this.#model, certificates, policy: dayOnePolicy, vetoes: () => false };
  }

  /** Before the allocations are taken off the ledger. */
  note({ payment, decision, allocations, hypotheses, day: at }: Settled): void {
    if (this.#confirmations >= this.#mostConfirmations) return;
    const answer = answerOf(payment, allocations, hypotheses, this.#ledger);
    const { id: paymentId } = payment;
    const { evidenceClass, logOdds } = decision;
    if (decision.decision === 'auto' && evidenceClass !== null) {
      this.#log.push({ action: 'posted', paymentId, at, evidenceClass, logOdds, ...answer });
      return;
    }
    this.#confirmations += 1;
    this.#log.push({ action: 'confirmed', paymentId, at, proposal: null, ...answer });
  }

  #learn(day: CalendarDate): void {
    const weights = teachLedger(this.#ledger, this.#log, day);
    this.#model = compileModel(clientModel(this.#setup.model, weights));
  }
}
