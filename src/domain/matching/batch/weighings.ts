import { type WeighedPayment, weighPayment } from '../decision/weighPayment.ts';
import type { ItemAllocation } from '../decision.ts';
import { paidMinorOf } from '../hypotheses/oneItemKind.ts';
import type { PaymentPart } from '../hypotheses/paymentLines.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import { payerKeysOf } from '../ledger/payerHistory.ts';
import type { DecisionOptions } from './decisionOptions.ts';

/** What a part that is not posted was weighed at, and when. */
interface Weighing {
  readonly weighed: WeighedPayment;
  readonly at: number;
  /** Open invoices of either side then: everything is spread over them. */
  readonly openCounts: readonly number[];
}

/** How often the open invoices are a factor of the odds: of the prior, and of the chances of amount and party. */
const factorsOfOpenCount = 3;

/**
 * Weighs payments, and again only where something that they depend on has moved since: their amount among the open items,
 * a party they may be of, or what their payer is known for; and, where it is near a threshold, the number of all open
 * items. Thousands wait for a person at any time, so weighing each of
 * them after each posting would cost more than all the rest.
 */
export class Weighings {
  readonly #ledger: MatchingLedger;
  readonly #options: DecisionOptions;
  readonly #lowestThreshold: number;
  readonly #known = new Map<string, Weighing>();
  readonly #movedAt = new Map<string, number>();
  #movedToday = new Set<string>();
  #today = '';
  #now = 0;

  constructor(ledger: MatchingLedger, options: DecisionOptions) {
    this.#ledger = ledger;
    this.#options = options;
    this.#lowestThreshold = Math.min(...options.certificates.map(({ threshold }) => threshold));
  }

  weigh(part: PaymentPart): WeighedPayment {
    const known = this.#known.get(part.payment.id);
    const openCounts = this.#openCountsOf(part);
    if (known !== undefined && !this.#hasMoved(known) && !this.#hasDrifted(known, openCounts)) return known.weighed;
    const weighed = weigh(part, this.#ledger, this.#options);
    this.#known.set(part.payment.id, { weighed, at: this.#now, openCounts });
    return weighed;
  }

  /** Takes from the items, and tells the ledger what became of the payment. */
  post({ payment }: PaymentPart, allocations: readonly ItemAllocation[]): void {
    this.#known.delete(payment.id);
    this.#now += 1;
    for (const key of payerKeysOf(payment)) this.#move(key);
    for (const { itemId, amountMinor } of allocations) {
      const before = this.#ledger.item(itemId);
      this.#ledger.allocate(itemId, amountMinor);
      if (before === null) continue;
      this.#move(before.partyId);
      this.#move(amountKey(before.currency, before.residualMinor));
      this.#move(amountKey(before.currency, before.residualMinor - amountMinor));
    }
    this.#ledger.settled(payment, allocations);
  }

  /** Habits learnt on one day count from the next one on (matching 10). */
  moveTo(bookingDate: string): void {
    if (bookingDate === this.#today) return;
    this.#today = bookingDate;
    this.#ledger.moveTo(bookingDate);
    this.#now += 1;
    for (const key of this.#movedToday) this.#movedAt.set(key, this.#now);
    this.#movedToday = new Set();
  }

  #move(key: string): void {
    this.#movedAt.set(key, this.#now);
    this.#movedToday.add(key);
  }

  #openCountsOf({ payment: { currency } }: PaymentPart): readonly number[] {
    const { chances } = this.#ledger;
    return [chances.openCount('receivable', currency), chances.openCount('payable', currency)];
  }

  /** Could post now by nothing but the fewer items that are open. */
  #hasDrifted({ weighed, openCounts: before }: Weighing, now: readonly number[]): boolean {
    const drifts = before.map((count, side) => Math.abs(Math.log(Math.max(1, count) / Math.max(1, now[side] ?? 0))));
    const driftNats = factorsOfOpenCount * Math.max(...drifts);
    return driftNats > 0 && weighed.candidates.some(({ logOdds }) => logOdds + driftNats >= this.#lowestThreshold);
  }

  #hasMoved({ weighed, at }: Weighing): boolean {
    const { payment, partyIds, candidates } = weighed;
    const due = candidates.flatMap(({ answer }) =>
      answer.taken.items.map(({ currency, residualMinor }) => amountKey(currency, residualMinor)),
    );
    const keys = [amountKey(payment.currency, paidMinorOf(payment)), ...due, ...payerKeysOf(payment), ...partyIds];
    return keys.some((key) => (this.#movedAt.get(key) ?? 0) > at);
  }
}

const amountKey = (currency: string, amountMinor: bigint): string => `amount:${currency} ${amountMinor}`;

/** Weighs a part on the ledger's present day, its row's vetoes kept. */
export const weigh = (
  { payment, paymentId }: PaymentPart,
  ledger: MatchingLedger,
  { model, vetoes, vetoedSets, policy }: DecisionOptions,
): WeighedPayment =>
  weighPayment(payment, ledger, model, {
    isVetoed: ({ id }) => vetoes(paymentId, id),
    isVetoedSet: (itemIds) => vetoedSets?.(paymentId, itemIds) ?? false,
    fifo: policy.fifo,
  });
