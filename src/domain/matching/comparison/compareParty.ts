import type { GroupEvidence } from '../evidence.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { PayerEvidence } from '../ledger/payerEvidence.ts';
import { bandOfScore } from '../names/nameBand.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';

/** Another party's account; the party has accounts, but not this one; nothing to compare. */
export const accountBands = ['account_other', 'account_unlisted', 'account_unknown'] as const;
export const nameBands = [
  'equal',
  'over_93',
  'over_85',
  'over_70',
  'equal_tied',
  'tied',
  'not_best',
  'below',
  'of_other',
] as const;
type NameLevel = `${'name' | 'text'}_${(typeof nameBands)[number]}` | 'name_missing';

/**
 * Levels of PARTY (matching 4). An account of this party alone decides: whose name stands beside it says nothing more,
 * unless it is another party's. Of a shared account the name tells which party. Names found in the text count apart.
 */
export type PartyLevel =
  | 'account_equal'
  | 'account_equal/name_of_other'
  | `account_shared/${NameLevel}`
  | 'org_equal'
  | `${(typeof accountBands)[number]}/${NameLevel}`;

export function compareParty(payment: Payment, item: OpenItem, ledger: MatchingLedger): GroupEvidence {
  const payer = ledger.payer(payment);
  const { partyId } = item;
  if (payer.accountParties.includes(partyId)) return accountEqual(payment, item, payer, ledger);
  if (payer.orgParties.includes(partyId))
    return found('org_equal', shareOf(payer.orgParties, item, ledger), detailOf(payer, item, ledger));
  const name = nameLevel(payment, partyId, payer, ledger);
  const isEqual = name.endsWith('_equal') || name.endsWith('_equal_tied');
  const level: PartyLevel = `${accountBand(partyId, payer, ledger)}/${name}`;
  return found(level, isEqual ? shareOf(payer.name.parties, item, ledger) : null, detailOf(payer, item, ledger));
}

function accountEqual(payment: Payment, item: OpenItem, payer: PayerEvidence, ledger: MatchingLedger): GroupEvidence {
  const share = shareOf(payer.accountParties, item, ledger);
  const detail = detailOf(payer, item, ledger);
  if (payer.accountParties.length > 1)
    return found(`account_shared/${nameLevel(payment, item.partyId, payer, ledger)}`, share, detail);
  const isOfOther = bestOf(payer) === 'certain' && !payer.name.parties.includes(item.partyId);
  return found(isOfOther ? 'account_equal/name_of_other' : 'account_equal', share, detail);
}

/** Whether the name is sure to mean the parties it fits best. */
const bestOf = ({ name }: PayerEvidence): 'certain' | 'uncertain' =>
  name.source === 'counterparty' && (name.band === 'equal' || name.band === 'over_93') ? 'certain' : 'uncertain';

function accountBand(partyId: string, payer: PayerEvidence, ledger: MatchingLedger): (typeof accountBands)[number] {
  if (payer.account === null) return 'account_unknown';
  if (payer.accountParties.length > 0) return 'account_other';
  return ledger.party(partyId).accounts.length > 0 ? 'account_unlisted' : 'account_unknown';
}

function nameLevel(payment: Payment, partyId: string, payer: PayerEvidence, ledger: MatchingLedger): NameLevel {
  const { name } = payer;
  if (name.source === 'missing') return 'name_missing';
  const source = name.source === 'text' ? 'text' : 'name';
  const isBest = name.parties.includes(partyId);
  if (!isBest) {
    // Who bears another party's very name is that party, however much alike this one's is.
    if (name.band === 'equal') return `${source}_of_other`;
    const isNear = bandOfScore(ledger.nameScore(payment, partyId)) !== 'below';
    if (name.band === 'over_93' && !isNear) return `${source}_of_other`;
    return `${source}_${isNear ? 'not_best' : 'below'}`;
  }
  if (name.parties.length > 1) return `${source}_${name.band === 'equal' ? 'equal_tied' : 'tied'}`;
  return `${source}_${name.band}`;
}

/** The share of open items that would show the same value: those of all parties it fits. */
function shareOf(partyIds: readonly string[], { side, currency }: OpenItem, { chances }: MatchingLedger): number {
  const theirs = partyIds.reduce((total, id) => total + chances.partyOpenCount(id, side, currency), 0);
  return Math.max(1, theirs) / Math.max(1, chances.openCount(side, currency));
}

const detailOf = (payer: PayerEvidence, item: OpenItem, ledger: MatchingLedger): GroupEvidence['detail'] => ({
  account: payer.account ?? '',
  payer: payer.name.folded,
  party: ledger.party(item.partyId).name,
});

const found = (level: PartyLevel, chance: number | null, detail: GroupEvidence['detail']): GroupEvidence => ({
  group: 'PARTY',
  level,
  lnChance: chance === null ? null : Math.log(Math.min(1, chance)),
  detail,
});
