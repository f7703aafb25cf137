import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import type { CitedReferences } from './citedReferences.ts';
import type { PayerEvidence } from './payerEvidence.ts';

/** More parties than this behind one account, name or KID point at none of them. */
export const mostPartiesOfPayer = 20;

/** Where items come from, for one payment's direction and day (matching 3). Lists hold open items where not said else. */
export interface CandidateSources {
  /** A and B: by id, open or closed. */
  readonly item: (itemId: string) => OpenItem | null;
  /** C1: of what is left or, closed, of the full amount (at most three, the latest due). */
  readonly ofPartyWithAmount: (partyId: string, currency: string, amountMinor: bigint) => readonly OpenItem[];
  /** C2: at most 50, the nearest amounts first. */
  readonly nearestOfParty: (partyId: string, amountMinor: bigint) => readonly OpenItem[];
  /** D, unless cited exactly: at most 25 due up to 30 days after the day and 25 due up to 60 before it. */
  readonly equalAmounts: (currency: string, amountMinor: bigint) => readonly OpenItem[];
}

/** Blocking A to F; each item once, ordered by id. */
export function findCandidates(
  payment: Payment,
  references: CitedReferences,
  payer: PayerEvidence,
  sources: CandidateSources,
): readonly OpenItem[] {
  const found = new Map<string, OpenItem>();
  const add = (items: readonly OpenItem[]): void => {
    for (const item of items) found.set(item.id, item);
  };
  const amounts = [payment, ...(payment.original === null ? [] : [payment.original])].map(
    ({ amountMinor, currency }) => ({ currency, amountMinor: amountMinor < 0n ? -amountMinor : amountMinor }),
  );
  const cited = [...references.kids.filter(({ namesParty }) => namesParty === null), ...references.numbers];
  for (const { itemIds } of cited) add(itemIds.flatMap((id) => sources.item(id) ?? []));

  const parties = partiesOf(references, payer);
  for (const { currency, amountMinor } of amounts)
    for (const partyId of parties) add(sources.ofPartyWithAmount(partyId, currency, amountMinor));

  const isResolved = [...found.values()].some((item) =>
    amounts.some(({ currency, amountMinor }) => item.currency === currency && item.residualMinor === amountMinor),
  );
  if (!isResolved)
    for (const { amountMinor } of amounts)
      for (const partyId of parties) add(sources.nearestOfParty(partyId, amountMinor));
  if (!isCitedExactly(payment, references, sources.item))
    for (const { currency, amountMinor } of amounts) add(sources.equalAmounts(currency, amountMinor));
  return [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The KID of one item, open or closed, whose full amount is paid: strangers' items of that amount add nothing to what is
 * known, and are most of what is looked up.
 */
export const isCitedExactly = (
  { amountMinor, currency }: Pick<Payment, 'amountMinor' | 'currency'>,
  { kids }: Pick<CitedReferences, 'kids'>,
  itemOf: (itemId: string) => OpenItem | null,
): boolean =>
  kids.some(({ namesParty, itemIds: [itemId, ...others] }) => {
    if (namesParty !== null || itemId === undefined || others.length > 0) return false;
    const item = itemOf(itemId);
    if (item === null || item.currency !== currency) return false;
    return item.amountMinor === amountMinor || item.amountMinor === -amountMinor;
  });

/** By account, organisation number and KID (C, E), and by name, which all parties were searched for anyhow (F). */
function partiesOf(
  references: CitedReferences,
  { accountParties, orgParties, name }: PayerEvidence,
): readonly string[] {
  const named = references.kids.flatMap(({ namesParty }) => namesParty ?? []);
  return [
    ...new Set(
      [named, accountParties, orgParties, name.parties].filter(({ length }) => length <= mostPartiesOfPayer).flat(),
    ),
  ];
}
