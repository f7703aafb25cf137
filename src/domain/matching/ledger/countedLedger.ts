import type { LedgerSide } from '../openItem.ts';
import type { LedgerChances } from './ledgerChances.ts';
import type { MatchingLedger } from './matchingLedger.ts';
import { MemoryLedger, type MemoryLedgerInput } from './memoryLedger.ts';
import { TakenCounts } from './takenCounts.ts';

/** Counts over the whole ledger before the batch; undefined: it was not counted, as all such items are among those loaded. */
export interface WholeCounts {
  readonly open: (side: LedgerSide, currency: string, day: string) => number | undefined;
  readonly equalAmount: (side: LedgerSide, currency: string, amountMinor: bigint, day: string) => number | undefined;
  readonly partyOpen: (partyId: string, side: LedgerSide, currency: string, day: string) => number | undefined;
  readonly partyEqualAmount: (
    partyId: string,
    side: LedgerSide,
    currency: string,
    amountMinor: bigint,
    day: string,
  ) => number | undefined;
}

/**
 * A ledger of the items that a batch may touch, which were loaded, with counts over all items, which were not: the same
 * answers as with everything in memory. What the batch itself takes is counted on.
 */
export function countedLedger(loaded: MemoryLedgerInput, counts: WholeCounts): MatchingLedger {
  const now = new MemoryLedger(loaded);
  const taken = new TakenCounts();
  let today = '';
  const chances: LedgerChances = {
    openCount(side, currency) {
      const whole = counts.open(side, currency, today);
      return whole === undefined ? now.chances.openCount(side, currency) : whole + taken.open(side, currency, today);
    },
    equalAmountCount(side, currency, amountMinor) {
      const whole = counts.equalAmount(side, currency, amountMinor, today);
      if (whole === undefined) return now.chances.equalAmountCount(side, currency, amountMinor);
      return whole + taken.equalAmount(side, currency, amountMinor, today);
    },
    partyOpenCount(partyId, side, currency) {
      const whole = counts.partyOpen(partyId, side, currency, today);
      if (whole === undefined) return now.chances.partyOpenCount(partyId, side, currency);
      return whole + taken.partyOpen(partyId, side, currency, today);
    },
    partyEqualAmountCount(partyId, side, currency, amountMinor) {
      const whole = counts.partyEqualAmount(partyId, side, currency, amountMinor, today);
      if (whole === undefined) return now.chances.partyEqualAmountCount(partyId, side, currency, amountMinor);
      return whole + taken.partyEqualAmount(partyId, side, currency, amountMinor, today);
    },
    lagsDays: now.chances.lagsDays,
    payerRecord: now.chances.payerRecord,
  };
  return {
    moveTo(bookingDate) {
      today = bookingDate;
      now.moveTo(bookingDate);
    },
    candidates: (payment) => now.candidates(payment),
    itemsOf: now.itemsOf,
    item: now.item,
    party: now.party,
    references: (payment) => now.references(payment),
    payer: (payment) => now.payer(payment),
    nameScore: now.nameScore,
    isOwnAccount: (account) => now.isOwnAccount(account),
    chances,
    allocate(itemId, amountMinor) {
      const item = now.item(itemId);
      now.allocate(itemId, amountMinor);
      if (item !== null) taken.add(item, amountMinor);
    },
    settled: (payment, allocations) => now.settled(payment, allocations),
    settledOf: now.settledOf,
  };
}
