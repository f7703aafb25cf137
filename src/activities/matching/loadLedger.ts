import type { EntityManager } from '@mikro-orm/postgresql';
import { listCitedItems } from '../../db/sql/matching/ledger/listCitedItems.ts';
import { listEqualAmounts } from '../../db/sql/matching/ledger/listEqualAmounts.ts';
import { listItemsOfParties, mostOpenOfParty } from '../../db/sql/matching/ledger/listItemsOfParties.ts';
import { listOwnAccounts } from '../../db/sql/matching/ledger/listOwnAccounts.ts';
import { partsOf } from '../../domain/matching/hypotheses/paymentLines.ts';
import { countedLedger } from '../../domain/matching/ledger/countedLedger.ts';
import type { MatchingLedger } from '../../domain/matching/ledger/matchingLedger.ts';
import type { PartyBook } from '../../domain/matching/ledger/partyBook.ts';
import { referenceKeys } from '../../domain/matching/ledger/possibleReferences.ts';
import type { OpenItem } from '../../domain/matching/openItem.ts';
import type { Payment } from '../../domain/matching/payment.ts';
import { countWhole } from './countWhole.ts';
import { loadHistory } from './loadHistory.ts';
import type { OpenCounts } from './openCounts.ts';
import { payerPartiesOf } from './payerPartiesOf.ts';
import { wantedAmountsOf } from './wantedAmountsOf.ts';
import { wantedCountsOf } from './wantedCountsOf.ts';

/**
 * What matching may ask about these payments, in a fixed number of statements (matching 3): the items that they cite, those
 * of the parties that they may come from, those of equal amount, and counts over the rest.
 */
export async function loadLedger(
  em: EntityManager,
  clientId: string,
  payments: readonly Payment[],
  { parties, openCounts }: { readonly parties: PartyBook; readonly openCounts: OpenCounts },
): Promise<MatchingLedger> {
  const parts = payments
    .flatMap(partsOf)
    .map(({ payment }) => payment)
    .toSorted((a, b) => (a.bookingDate < b.bookingDate ? -1 : a.bookingDate > b.bookingDate ? 1 : 0));
  const ownAccounts = await listOwnAccounts(em, clientId);
  const cited = await listCitedItems(em, clientId, referenceKeys(parts));
  const payers = payerPartiesOf(parts, parties, cited);
  const wanted = wantedAmountsOf(parts.filter((part) => !payers.citedExactly.has(part)));
  const ofParties = await listItemsOfParties(em, clientId, payers.ids, payers.amounts);
  const ofAmount = await listEqualAmounts(em, clientId, wanted);
  const items = onceEach([...cited, ...ofParties, ...ofAmount.map(({ item }) => item)]);
  const whole = wholeParties(payers.ids, ofParties);
  const isWhole = (partyId: string): boolean => whole.has(partyId);
  const days = [...new Set(parts.map(({ bookingDate }) => bookingDate))];
  return countedLedger(
    { items, parties, ownAccounts, history: await loadHistory(em, clientId, { parts, items, payerIds: payers.ids }) },
    await countWhole(em, clientId, days, openCounts, {
      ofAmount,
      ...wantedCountsOf(parts, { items, payers, isWhole }),
    }),
  );
}

/** Those of whom no open item was left out. */
function wholeParties(ids: readonly string[], ofParties: readonly OpenItem[]): ReadonlySet<string> {
  const whole = new Set(ids);
  const open = ofParties.filter(({ residualMinor }) => residualMinor > 0n);
  for (const [partyId, some] of Map.groupBy(open, (item) => item.partyId))
    if (some.length >= mostOpenOfParty) whole.delete(partyId);
  return whole;
}

const onceEach = (items: readonly OpenItem[]): readonly OpenItem[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];
