import { floorByRoundness } from '../comparison/amountChance.ts';
import { compareParty } from '../comparison/compareParty.ts';
import { type MatchingLedger, type SettledPayment, sideOf } from '../ledger/matchingLedger.ts';
import type { Payment } from '../payment.ts';
import type { Hypothesis } from './hypothesis.ts';
import { paidMinorOf } from './oneItemKind.ts';

/** Earlier matches of the party that this payment takes back: the same amount with the opposite sign (matching 5). */
export function refundHypotheses(payment: Payment, partyId: string, ledger: MatchingLedger): readonly Hypothesis[] {
  const earlier = ledger.settledOf(partyId).filter((settled) => isReversed(payment, settled));
  return earlier.flatMap((settled): readonly Hypothesis[] => {
    const items = settled.allocations.flatMap(({ itemId }) => ledger.item(itemId) ?? []);
    const [first] = items;
    if (first === undefined) return [];
    const amount = {
      group: 'AMOUNT',
      level: 'exact',
      lnChance: Math.log(floorByRoundness(paidMinorOf(payment), payment.currency)),
      detail: { paid: String(paidMinorOf(payment)), due: String(paidMinorOf(payment)), difference: '0' },
    } as const;
    const open = ledger.chances.openCount(first.side, first.currency);
    return [
      {
        kind: 'refund',
        allocations: settled.allocations,
        items,
        evidence: [amount, compareParty(payment, first, ledger)],
        lnSpread: Math.log(Math.max(1, open)),
        residualMinor: 0n,
        solutions: 1,
      },
    ];
  });
}

const isReversed = (payment: Payment, settled: SettledPayment): boolean =>
  settled.currency === payment.currency &&
  settled.amountMinor === -payment.amountMinor &&
  settled.bookingDate <= payment.bookingDate &&
  sideOf(settled) !== sideOf(payment);
