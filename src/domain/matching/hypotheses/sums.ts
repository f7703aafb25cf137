import { compareItem } from '../comparison/compareItem.ts';
import { compareSum } from '../comparison/compareSum.ts';
import type { GroupEvidence, ItemEvidence } from '../evidence.ts';
import { type MatchingLedger, sideOf } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import type { Hypothesis } from './hypothesis.ts';
import { byNumber, compareText } from './interchangeable.ts';
import { paidMinorOf } from './oneItemKind.ts';
import { netOf, type SumSet, searchSums } from './sumCandidates.ts';

/** Of a party with more open items than were searched, no solution is known to be the only one. */
const unknownSolutions = 2;

/** That the payment is several items of this party, credit notes netted (matching 5). */
export function sumHypotheses(
  payment: Payment,
  partyId: string,
  ledger: MatchingLedger,
  isVetoed: (item: OpenItem) => boolean,
): readonly Hypothesis[] {
  const side = sideOf(payment);
  const open = ledger.itemsOf(partyId, side).filter((item) => isUsable(item, payment) && !isVetoed(item));
  const invoices = open.filter(({ kind }) => kind === side);
  const credits = open.filter(({ kind }) => kind === 'credit_note');
  if (invoices.length === 0 || open.length < 2) return [];
  const citedIds = citedItemIds(payment, ledger);
  const cited = open.filter(({ id }) => citedIds.has(id));
  const { sets, solutions, isExhaustive } = searchSums({ invoices, credits, cited }, paidMinorOf(payment));
  const theirs = Math.max(1, ledger.chances.partyOpenCount(partyId, side, payment.currency));
  const lnSpread = Math.log(Math.max(1, ledger.chances.openCount(side, payment.currency) / theirs));
  return sets
    .map((found) => ({ ...found, items: found.items.toSorted(creditsLast) }))
    .map((set) => ({
      kind: set.items.some(({ kind }) => kind === 'credit_note') ? 'net_of_credit' : 'subset',
      allocations: set.items.map((item) => ({ itemId: item.id, amountMinor: item.residualMinor })),
      items: set.items,
      evidence: evidenceOf(payment, set, open, ledger),
      lnSpread,
      residualMinor: paidMinorOf(payment) - netOf(set.items),
      solutions: isExhaustive ? solutions : Math.max(unknownSolutions, solutions),
    }));
}

const creditsLast = (a: OpenItem, b: OpenItem): number =>
  Number(a.kind === 'credit_note') - Number(b.kind === 'credit_note') || byNumber(a, b);

const isUsable = ({ currency, residualMinor, issueDate }: OpenItem, payment: Payment): boolean =>
  currency === payment.currency && residualMinor > 0n && issueDate <= payment.bookingDate;

/** A reference that several open items carry says of none of them that it is meant. */
function citedItemIds(payment: Payment, ledger: MatchingLedger): ReadonlySet<string> {
  const { kids, numbers } = ledger.references(payment);
  const ofOneItem = kids.filter(({ namesParty }) => namesParty === null);
  const isOpen = (itemId: string): boolean => (ledger.item(itemId)?.residualMinor ?? 0n) > 0n;
  const open = [...ofOneItem, ...numbers].map(({ itemIds }) => itemIds.filter(isOpen));
  return new Set(open.flatMap((itemIds) => (itemIds.length === 1 ? itemIds : [])));
}

function evidenceOf(
  payment: Payment,
  { items, tried, isCited }: SumSet,
  pool: readonly OpenItem[],
  ledger: MatchingLedger,
): readonly GroupEvidence[] {
  const found = items.map((item) => compareItem(payment, item, ledger));
  const dueLast = items.toSorted((a, b) => compareText(b.dueDate, a.dueDate))[0]?.id;
  // Who pays several at once does so when the last of them is due.
  const last = found.find(({ itemId }) => itemId === dueLast) ?? found[0];
  if (last === undefined) return [];
  return [referenceOf(found, isCited), compareSum(payment, items, pool, tried), last.party, last.date];
}

/** Each cited document is evidence of its own; of a set that is cited in part, the strongest one speaks. */
function referenceOf(found: readonly ItemEvidence[], isCited: boolean): GroupEvidence {
  const refs = found.map(({ ref }) => ref).toSorted((a, b) => (a.lnChance ?? 0) - (b.lnChance ?? 0));
  const [strongest, weakest] = [refs[0], refs.at(-1)];
  if (strongest === undefined || weakest === undefined)
    return { group: 'REF', level: 'none', lnChance: null, detail: {} };
  if (!isCited) return strongest;
  const lnChance = refs.reduce((sum, ref) => sum + (ref.lnChance ?? 0), 0);
  return { ...weakest, lnChance, detail: { ...weakest.detail, cited: refs.length } };
}
