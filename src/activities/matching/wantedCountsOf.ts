import type { WantedParty } from '../../db/sql/matching/ledger/countOpen.ts';
import type { WantedAmount } from '../../db/sql/matching/ledger/listEqualAmounts.ts';
import { isNearAmount, paidMinorOf } from '../../domain/matching/hypotheses/oneItemKind.ts';
import { sideOf } from '../../domain/matching/ledger/matchingLedger.ts';
import type { OpenItem } from '../../domain/matching/openItem.ts';
import type { Payment } from '../../domain/matching/payment.ts';
import type { PayerParties } from './payerPartiesOf.ts';
import { invoiceBuckets, paidAmountsOf } from './wantedAmountsOf.ts';

export interface WantedCounts {
  readonly amounts: readonly WantedAmount[];
  /** Of parties whose open items were not loaded, and of which no item of the amount brings the counts along. */
  readonly parties: readonly WantedParty[];
}

interface Loaded {
  readonly items: readonly OpenItem[];
  readonly payers: PayerParties;
  /** Whose open items are all among `items`. */
  readonly isWhole: (partyId: string) => boolean;
}

const amountKey = (currency: string, amountMinor: bigint): string => `${currency} ${amountMinor}`;
const dueMinorOf = ({ residualMinor, amountMinor }: OpenItem): bigint =>
  residualMinor > 0n ? residualMinor : amountMinor;

/**
 * Which counts over the whole ledger these payments may ask for (matching 4, fix 2): of the paid amounts, of amounts that
 * differ from them by a fee or less than 1 kr among the payer's own items, and of what parties have open that
 * share a name or hold a credit note of the paid amount.
 */
export function wantedCountsOf(parts: readonly Payment[], { items, payers, isWhole }: Loaded): WantedCounts {
  const itemsOfParty = Map.groupBy(differentOf(items), ({ partyId }) => partyId);
  const strangers = strangersByAmount(items, isWhole);
  const amounts = new Map<string, WantedAmount>();
  const parties = new Map<string, WantedParty>();
  const addAmount = (wanted: WantedAmount): void => {
    amounts.set(`${wanted.bucket} ${wanted.day} ${amountKey(wanted.currency, wanted.amountMinor)}`, wanted);
  };
  for (const payment of parts) {
    const day = payment.bookingDate;
    const [own, other] = invoiceBuckets(payment);
    for (const paid of paidAmountsOf(payment)) {
      addAmount({ bucket: own, ...paid, day });
      const { creditors, hasCredit } = strangers.get(amountKey(paid.currency, paid.amountMinor)) ?? nobody;
      if (hasCredit) addAmount({ bucket: other, ...paid, day });
      for (const partyId of [...creditors, ...(payers.tied.get(payment) ?? [])])
        for (const bucket of [own, other])
          parties.set(`${partyId} ${bucket} ${day} ${amountKey(paid.currency, paid.amountMinor)}`, {
            partyId,
            bucket,
            ...paid,
            day,
          });
    }
    const side = sideOf(payment);
    for (const partyId of payers.asked.get(payment) ?? [])
      for (const item of itemsOfParty.get(partyId) ?? []) {
        if (item.kind === 'credit_note')
          addAmount({ bucket: other, currency: item.currency, amountMinor: dueMinorOf(item), day });
        else if (item.side === side && isNearAmount(paidMinorOf(payment) - dueMinorOf(item), item.currency))
          addAmount({ bucket: own, currency: item.currency, amountMinor: dueMinorOf(item), day });
      }
  }
  return { amounts: [...amounts.values()], parties: [...parties.values()] };
}

/** One item of each amount of a party: a large customer has thousands of its price points, and each payment looks at them. */
const differentOf = (items: readonly OpenItem[]): readonly OpenItem[] => [
  ...new Map(
    items.map((item) => [
      `${item.kind} ${item.side} ${amountKey(item.currency, dueMinorOf(item))} ${item.partyId}`,
      item,
    ]),
  ).values(),
];

interface Strangers {
  readonly creditors: Set<string>;
  hasCredit: boolean;
}
const nobody: Strangers = { creditors: new Set(), hasCredit: false };

/** Whose credit notes are of the amount: what competes with one is on the other side. */
function strangersByAmount(items: readonly OpenItem[], isWhole: Loaded['isWhole']): ReadonlyMap<string, Strangers> {
  const byAmount = new Map<string, Strangers>();
  for (const item of items) {
    if (item.kind !== 'credit_note') continue;
    const key = amountKey(item.currency, dueMinorOf(item));
    const known = byAmount.get(key) ?? { creditors: new Set<string>(), hasCredit: true };
    byAmount.set(key, known);
    if (!isWhole(item.partyId)) known.creditors.add(item.partyId);
  }
  return byAmount;
}
