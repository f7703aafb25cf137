import type { PartyAmount } from '../../db/sql/matching/ledger/listItemsOfParties.ts';
import { mostParties } from '../../domain/matching/hypotheses/payerParties.ts';
import { isCitedExactly, mostPartiesOfPayer } from '../../domain/matching/ledger/findCandidates.ts';
import { findPayer } from '../../domain/matching/ledger/findPayer.ts';
import { findReferences } from '../../domain/matching/ledger/findReferences.ts';
import { sideOf } from '../../domain/matching/ledger/matchingLedger.ts';
import { MemoryItems } from '../../domain/matching/ledger/memoryItems.ts';
import type { PartyBook } from '../../domain/matching/ledger/partyBook.ts';
import type { OpenItem } from '../../domain/matching/openItem.ts';
import type { Payment } from '../../domain/matching/payment.ts';
import { bucketsOf, paidAmountsOf } from './wantedAmountsOf.ts';

export interface PayerParties {
  /** Whose open items are asked for. */
  readonly ids: readonly string[];
  /** What each of them may have paid before. */
  readonly amounts: readonly PartyAmount[];
  /** By payment, those whose items may explain it. */
  readonly asked: ReadonlyMap<Payment, ReadonlySet<string>>;
  /** By payment, those that share an account, number or name with so many that it points at none of them. */
  readonly tied: ReadonlyMap<Payment, ReadonlySet<string>>;
  /** Payments that nobody's items of equal amount are asked for. */
  readonly citedExactly: ReadonlySet<Payment>;
}

/** Parties that the payments may come from, or whose items they cite. @param payments by booking date */
export function payerPartiesOf(
  payments: readonly Payment[],
  parties: PartyBook,
  cited: readonly OpenItem[],
): PayerParties {
  const ids = new Set(cited.map(({ partyId }) => partyId));
  const amounts: PartyAmount[] = [];
  const asked = new Map<Payment, ReadonlySet<string>>();
  const tied = new Map<Payment, ReadonlySet<string>>();
  const citedExactly = new Set<Payment>();
  const items = new MemoryItems(cited);
  const payableItem = (payment: Payment) => items.candidateSources(sideOf(payment), payment.bookingDate).item;
  for (const payment of payments) {
    items.moveTo(payment.bookingDate);
    const { kids, numbers } = findReferences(payment, items.referenceLookup(sideOf(payment)));
    if (isCitedExactly(payment, { kids }, payableItem(payment))) citedExactly.add(payment);
    const named = kids.flatMap(({ namesParty }) => namesParty ?? []);
    const ofItems = [...kids, ...numbers].flatMap(({ itemIds }) =>
      itemIds.flatMap((id) => items.item(id)?.partyId ?? []),
    );
    const { accountParties, orgParties, name } = findPayer(payment, parties);
    const found = [accountParties, orgParties, name.parties];
    const few = found.flatMap((some) => (some.length <= mostPartiesOfPayer ? some : some.slice(0, mostParties)));
    const ofPayment = new Set([...named, ...ofItems, ...few]);
    asked.set(payment, ofPayment);
    const others = new Set(found.flat().filter((partyId) => !ofPayment.has(partyId)));
    if (others.size > 0) tied.set(payment, others);
    for (const partyId of ofPayment) {
      ids.add(partyId);
      for (const paid of paidAmountsOf(payment))
        for (const bucket of bucketsOf(payment)) amounts.push({ partyId, bucket, ...paid, day: payment.bookingDate });
    }
  }
  return { ids: [...ids].toSorted(), amounts, asked, tied, citedExactly };
}
