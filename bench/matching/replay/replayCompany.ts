import { calendarDate } from '../../../src/domain/calendarDate.ts';
import { decideParts, type PartDecision } from '../../../src/domain/matching/batch/decideDay.ts';
import type { DecisionOptions } from '../../../src/domain/matching/batch/decisionOptions.ts';
import { weigh } from '../../../src/domain/matching/batch/weighings.ts';
import type { WeighedPayment } from '../../../src/domain/matching/decision/weighPayment.ts';
import type { ItemAllocation } from '../../../src/domain/matching/decision.ts';
import { MemoryLedger } from '../../../src/domain/matching/ledger/memoryLedger.ts';
import type { Payment } from '../../../src/domain/matching/payment.ts';
import type { MatcherWorld } from '../matcherWorld.ts';
import { ClientLearning } from './clientLearning.ts';
import type { MatcherSetup } from './matcherSetup.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type TruePart, truePartsOf } from './partTruths.ts';

export interface Replay {
  readonly outcomes: readonly Outcome[];
  /** Of deciding alone. */
  readonly decisionMs: number;
}

/**
 * A company's year as the service would live it. What is certified posts, right or wrong, and stands: a wrong auto keeps
 * its item. All else is decided by a person on the same day, rightly; from that, and from its own autos that have stood for
 * 45 days, the client learns at the turn of each month (matching 10), from no more than `mostConfirmations` of the person's.
 */
export function replayCompany(
  world: MatcherWorld,
  setup: MatcherSetup,
  mostConfirmations = Number.POSITIVE_INFINITY,
): Replay {
  const ledger = new MemoryLedger(world);
  const learning = new ClientLearning(setup, ledger, mostConfirmations);
  const outcomes: Outcome[] = [];
  let decisionMs = 0;
  for (const [bookingDate, payments] of Map.groupBy(world.payments, (payment) => payment.bookingDate)) {
    ledger.moveTo(bookingDate);
    decisionMs += playDay(payments, learning.optionsOn(calendarDate(bookingDate)));
  }
  return { outcomes, decisionMs };

  /** What is posted changes what is open for the others, who are decided again; the rest is the person's. */
  function playDay(payments: readonly Payment[], options: DecisionOptions): number {
    const parts = new Map(
      payments.flatMap((payment) => truePartsOf(payment, world).map((each) => [each.part.payment.id, each] as const)),
    );
    const found = new Map([...parts].map(([id, each]) => [id, isFound(each)] as const));
    const weighed = new Map<string, WeighedPayment>();
    let spentMs = 0;
    for (let waiting = [...parts.values()].map(({ part }) => part); waiting.length > 0; ) {
      const startedAt = performance.now();
      const round = decideParts(waiting, ledger, options, (part) => {
        const made = weigh(part, ledger, options);
        weighed.set(part.payment.id, made);
        return made;
      });
      spentMs += performance.now() - startedAt;
      const autos = round.filter(({ decision }) => decision.decision === 'auto');
      const settled = autos.length > 0 ? autos : round;
      for (const each of settled) note(each);
      waiting = autos.length > 0 ? round.filter((each) => !autos.includes(each)).map(({ part }) => part) : [];
    }
    return spentMs;

    function note({ part: { payment }, decision }: PartDecision): void {
      const truePart = parts.get(payment.id);
      if (truePart === undefined) return;
      const seen = { isFound: found.get(payment.id) ?? false, itemOf: ledger.item };
      outcomes.push(outcomeOf(decision, truePart.truth, payment, seen));
      const allocations = decision.decision === 'auto' ? decision.allocations : stillThere(truePart);
      const hypotheses = (weighed.get(payment.id)?.candidates ?? []).flatMap(({ answer }) => answer.members);
      learning.note({ payment, decision, allocations, hypotheses, day: calendarDate(payment.bookingDate) });
      for (const { itemId, amountMinor } of allocations) ledger.allocate(itemId, amountMinor);
      ledger.settled(payment, allocations);
    }
  }

  function isFound({ part, truth }: TruePart): boolean {
    if (!truth.oneToOne) return true;
    const ids = new Set(ledger.candidates(part.payment).map(({ id }) => id));
    return truth.allocations.every(({ itemId }) => ids.has(itemId));
  }

  /** The truth, less what wrong autos have taken. */
  function stillThere({ truth }: TruePart): readonly ItemAllocation[] {
    return truth.allocations.flatMap(({ itemId, amountMinor }) => {
      const left = ledger.item(itemId)?.residualMinor ?? 0n;
      const taken = left < amountMinor ? left : amountMinor;
      return taken > 0n ? [{ itemId, amountMinor: taken }] : [];
    });
  }
}
