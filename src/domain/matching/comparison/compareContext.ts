import type { GroupEvidence } from '../evidence.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';

/** How alone the item is among the party's open ones (matching 4). */
export const alonenessBands = ['only_open', 'only_of_amount', 'equal_2', 'equal_3_5', 'equal_more'] as const;
export const payerBands = ['repeated_payer', 'new_payer'] as const;
export type ContextLevel = `${(typeof alonenessBands)[number]}/${(typeof payerBands)[number]}`;

export function compareContext(item: OpenItem, ledger: MatchingLedger): GroupEvidence {
  const { chances } = ledger;
  const open = chances.partyOpenCount(item.partyId, item.side, item.currency);
  // A closed item counts nowhere: judged as a duplicate, it stands beside the open ones of its amount.
  const itself = item.residualMinor > 0n ? 0 : 1;
  const wanted = item.residualMinor > 0n ? item.residualMinor : item.amountMinor;
  const equal = chances.partyEqualAmountCount(item.partyId, item.side, item.currency, wanted) + itself;
  const payer = chances.lagsDays(item.partyId).length > 0 ? 'repeated_payer' : 'new_payer';
  const level: ContextLevel = `${bandOf(open + itself, equal)}/${payer}`;
  return { group: 'CONTEXT', level, lnChance: null, detail: { open, equal } };
}

function bandOf(open: number, equal: number): (typeof alonenessBands)[number] {
  if (open <= 1) return 'only_open';
  if (equal <= 1) return 'only_of_amount';
  if (equal === 2) return 'equal_2';
  return equal <= 5 ? 'equal_3_5' : 'equal_more';
}
