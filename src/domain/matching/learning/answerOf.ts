import { calendarDate, daysBetween } from '../../calendarDate.ts';
import { compareItem } from '../comparison/compareItem.ts';
import type { ItemAllocation } from '../decision.ts';
import type { GroupEvidence } from '../evidence.ts';
import type { Hypothesis } from '../hypotheses/hypothesis.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import type { Answer, SeenPayer } from './learningAction.ts';
import { passesMoneyOn } from './passesMoneyOn.ts';

/** Who the payment's other side is, as labels name it. On the ledger's present day, before the payment is settled. */
export function seenPayerOf(payment: Payment, ledger: MatchingLedger): SeenPayer {
  const { account, name, orgParties } = ledger.payer(payment);
  const [orgParty, ...others] = orgParties;
  const seen = {
    record: ledger.chances.payerRecord(payment),
    direction: payment.amountMinor < 0n ? 'out' : 'in',
  } as const;
  if (passesMoneyOn(payment)) return { ...seen, account: null, foldedName: '', orgNumber: null };
  return {
    ...seen,
    account,
    foldedName: name.source === 'counterparty' ? name.folded : '',
    orgNumber: orgParty === undefined || others.length > 0 ? null : ledger.party(orgParty).orgNumber,
  };
}

/**
 * What a payment turned out to be, with the levels that its explanation showed: asked on the ledger's present day, before
 * the allocations are taken off. `hypotheses` are those that were weighed; one that was not found among them is compared
 * by itself where it is one item.
 */
export function answerOf(
  payment: Payment,
  allocations: readonly ItemAllocation[],
  hypotheses: readonly Hypothesis[],
  ledger: MatchingLedger,
): Answer {
  const payer = seenPayerOf(payment, ledger);
  const items = allocations.flatMap(({ itemId }) => ledger.item(itemId) ?? []);
  if (items.length === 0) return { payer, kind: 'none', items: [], levels: [] };
  const explanation = hypotheses.find((one) => allocatesSame(one, allocations));
  const paidOn = calendarDate(payment.bookingDate);
  return {
    payer,
    kind: explanation?.kind ?? (items.length > 1 ? 'subset' : 'partial'),
    items: items.map(({ id: itemId, partyId, dueDate }) => ({
      itemId,
      partyId,
      lagDays: daysBetween(calendarDate(dueDate), paidOn),
    })),
    levels: (explanation?.evidence ?? levelsOfOne(payment, items, ledger)).map(({ group, level }) => ({
      group,
      level,
    })),
  };
}

/** The same items, whatever is taken of each. */
export function allocatesSame({ allocations }: Hypothesis, others: readonly ItemAllocation[]): boolean {
  const ids = new Set(others.map(({ itemId }) => itemId));
  return allocations.length === ids.size && allocations.every(({ itemId }) => ids.has(itemId));
}

function levelsOfOne(
  payment: Payment,
  [item, ...others]: readonly OpenItem[],
  ledger: MatchingLedger,
): readonly GroupEvidence[] {
  if (item === undefined || others.length > 0) return [];
  const { ref, party, date, context } = compareItem(payment, item, ledger);
  return [ref, party, date, context];
}
