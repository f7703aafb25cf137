import type { TaskKind } from '../decision.ts';
import { looksLikeSettlement } from '../hypotheses/settlementText.ts';
import type { CitedReferences } from '../ledger/citedReferences.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { evidenceOf } from './evidenceClass.ts';
import type { WeighedPayment } from './weighPayment.ts';

/**
 * Work for a person that is no choice among candidates (matching 7); null: none. `isPlausible`: the best candidate is
 * likely enough to be shown.
 */
export function taskOf(
  { payment, candidates }: WeighedPayment,
  isPlausible: boolean,
  ledger: MatchingLedger,
): TaskKind | null {
  const best = candidates[0]?.answer.taken;
  const cited = ledger.references(payment);
  if (isPlausible && best?.kind === 'duplicate') return 'possible_double_payment';
  const isWholeSet = best !== undefined && best.items.length > 1 && evidenceOf(best, 'AMOUNT')?.level === 'sum';
  if (!isWholeSet && isConflict(payment, cited, ledger)) return 'conflicting_references';
  if (isPlausible) return null;
  if (looksLikeSettlement(payment)) return 'sum_post_without_details';
  return cited.unknownKid === null ? null : 'unknown_kid';
}

/**
 * The KID of one open item and the number of another, and the amount does not say which: it fits the other, or neither.
 * A number that merely occurs in the text beside a KID whose amount is right contradicts nothing.
 */
function isConflict(payment: Payment, { kids, numbers }: CitedReferences, ledger: MatchingLedger): boolean {
  const byKid = openItems(
    kids.flatMap(({ namesParty, itemIds }) => (namesParty === null ? itemIds : [])),
    ledger,
  );
  const byNumber = openItems(
    numbers.flatMap(({ itemIds }) => itemIds),
    ledger,
  );
  const kidIds = new Set(byKid.map(({ id }) => id));
  if (byKid.length === 0 || byNumber.length === 0 || byNumber.some(({ id }) => kidIds.has(id))) return false;
  const isPaid = ({ residualMinor }: OpenItem): boolean =>
    residualMinor === payment.amountMinor || residualMinor === -payment.amountMinor;
  return byNumber.some(isPaid) || !byKid.some(isPaid);
}

const openItems = (itemIds: readonly string[], ledger: MatchingLedger): readonly OpenItem[] =>
  [...new Set(itemIds)].flatMap((itemId) => {
    const item = ledger.item(itemId);
    return item === null || item.residualMinor === 0n ? [] : [item];
  });
