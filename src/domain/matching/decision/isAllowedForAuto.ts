import type { Answer, Hypothesis } from '../hypotheses/hypothesis.ts';
import { isOrderedAmount } from '../hypotheses/oneItemKind.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { Payment } from '../payment.ts';
import { evidenceOf, isOnlyOne, otherSide } from './evidenceClass.ts';
import { type MatchingPolicy, ownCurrency } from './policy.ts';

const kidLevels: ReadonlySet<string> = new Set(['kid_equal', 'kid_names_party_number_cited']);

/** What an explanation's kind demands before it may post, whatever its probability and its certificate (matching 5). */
export function isAllowedForAuto(
  answer: Answer,
  payment: Payment,
  ledger: MatchingLedger,
  { writeOffLimitMinor }: MatchingPolicy,
): boolean {
  const { taken } = answer;
  const refLevel = evidenceOf(taken, 'REF')?.level ?? 'none';
  switch (taken.kind) {
    case 'credit_paid_out':
      return (
        isCitedAlone(taken, payment, ledger) || (isOnlyOne(answer, ledger.chances) && isOnlyCredit(answer, ledger))
      );
    case 'single':
      // Equal amounts of one party are told apart by a document, or by the client's leave to take the oldest (FIFO).
      return isOnlyOne(answer, ledger.chances) || isCitedAlone(taken, payment, ledger);
    case 'partial':
    case 'over':
      // References get swapped: a number alone does not say which invoice a part is for (matching 8).
      return kidLevels.has(refLevel) || evidenceOf(taken, 'PARTY')?.level === 'account_equal';
    case 'fee':
    case 'rounding':
      // The limit is of the client's own currency: a thousand minor units of another one may be worth anything.
      return payment.currency === ownCurrency && isWithin(taken, writeOffLimitMinor);
    case 'subset':
      return taken.solutions === 1;
    case 'net_of_credit':
      return taken.solutions === 1 && !hasBothKindsOpen(taken, ledger);
    case 'converted':
      return refLevel === 'kid_equal' && payment.currency === ownCurrency && isOrderedAll(payment, taken);
    case 'duplicate':
    case 'refund':
    case 'own_transfer':
    case 'none':
      return false;
  }
}

const isOnlyCredit = ({ taken, members }: Answer, ledger: MatchingLedger): boolean =>
  taken.items.every(({ partyId, side, currency, residualMinor }) => {
    const alike = ledger
      .itemsOf(partyId, side)
      .filter((one) => one.kind === 'credit_note' && one.currency === currency && one.residualMinor === residualMinor);
    return alike.length <= members.length;
  });

/** A reference of the payment is of this open item and of no other. */
function isCitedAlone({ items }: Hypothesis, payment: Payment, ledger: MatchingLedger): boolean {
  const { kids, numbers } = ledger.references(payment);
  const isOpen = (itemId: string): boolean => (ledger.item(itemId)?.residualMinor ?? 0n) > 0n;
  return [...kids, ...numbers].some(({ itemIds }) => {
    const open = itemIds.filter(isOpen);
    return open.length === 1 && open[0] === items[0]?.id;
  });
}

const isWithin = ({ residualMinor }: Hypothesis, limitMinor: bigint): boolean =>
  residualMinor <= limitMinor && -residualMinor <= limitMinor;

const isOrderedAll = (payment: Payment, { items }: Hypothesis): boolean =>
  items.every((item) => isOrderedAmount(payment, item));

/** A party that is customer and supplier may mean either of them (matching 1). */
const hasBothKindsOpen = ({ items }: Hypothesis, ledger: MatchingLedger): boolean =>
  items.some(({ partyId, side }) =>
    ledger
      .itemsOf(partyId, otherSide(side))
      .some(({ kind, residualMinor }) => kind !== 'credit_note' && residualMinor > 0n),
  );
