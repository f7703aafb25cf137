import type { GroupEvidence } from '../evidence.ts';
import type { CitedReferences, KidHit, NumberHit } from '../ledger/citedReferences.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';

/**
 * Levels of REF, strongest first (matching 4). A KID that names the party keeps the m of `kid_equal`; its chance counts
 * all items that carry it.
 */
export const refLevels = [
  'kid_equal',
  'kid_names_party_number_cited',
  'kid_names_party',
  'number_cited',
  'other_kid',
  'other_number',
  'closed_reference',
  'unknown_kid',
  'unknown_number',
  'none',
] as const;
export type RefLevel = (typeof refLevels)[number];

/** The chance that a KID hits by accident; a number is never rarer, however long (matching 4, fix 2). */
const kidChance = 1e-5;

export function compareReference(payment: Payment, item: OpenItem, ledger: MatchingLedger): GroupEvidence {
  const cited = ledger.references(payment);
  const kid = cited.kids.find(({ itemIds, namesParty }) => namesParty === null && itemIds.includes(item.id));
  if (kid !== undefined) return reference('kid_equal', kidHitChance(kid, item, ledger), { kid: kid.kid });
  const number = cited.numbers.find(({ itemIds }) => itemIds.includes(item.id));
  const named = cited.kids.find(({ namesParty }) => namesParty === item.partyId);
  if (named !== undefined && number !== undefined)
    return reference('kid_names_party_number_cited', kidHitChance(named, item, ledger) * numberHitChance(number), {
      kid: named.kid,
      number: number.token,
    });
  if (named !== undefined) return reference('kid_names_party', kidHitChance(named, item, ledger), { kid: named.kid });
  if (number !== undefined) return reference('number_cited', numberHitChance(number), { number: number.token });
  return otherReference(cited, item, ledger);
}

/** Only another OPEN item's reference speaks against this one. */
function otherReference(cited: CitedReferences, item: OpenItem, ledger: MatchingLedger): GroupEvidence {
  const isOpen = (itemId: string): boolean => (ledger.item(itemId)?.residualMinor ?? 0n) > 0n;
  const kid = cited.kids.find(({ itemIds }) => itemIds.some(isOpen));
  if (kid !== undefined) return reference('other_kid', null, { kid: kid.kid });
  const number = cited.numbers.find(({ itemIds }) => itemIds.some(isOpen));
  return number === undefined
    ? unknownReference(cited, item, ledger)
    : reference('other_number', null, { number: number.token });
}

/**
 * Of another invoice of the party that is paid already, or of none in the ledger: what the payer means is probably not
 * open. Another party's closed one is a number by chance.
 */
function unknownReference(cited: CitedReferences, { partyId }: OpenItem, ledger: MatchingLedger): GroupEvidence {
  const { kids, numbers, unknownKid, unknownNumber } = cited;
  const isTheirs = (itemId: string): boolean => ledger.item(itemId)?.partyId === partyId;
  const closed = [...kids, ...numbers].find(({ itemIds }) => itemIds.some(isTheirs));
  if (closed !== undefined)
    return reference('closed_reference', null, { number: 'kid' in closed ? closed.kid : closed.token });
  if (unknownKid !== null) return reference('unknown_kid', null, { kid: unknownKid });
  return unknownNumber === null
    ? reference('none', null, {})
    : reference('unknown_number', null, { number: unknownNumber });
}

/** Times the items that carry it; of a KID that names the party, all that it may mean. */
function kidHitChance(hit: KidHit, item: OpenItem, ledger: MatchingLedger): number {
  const meant = hit.namesParty === null ? 0 : ledger.chances.partyOpenCount(item.partyId, item.side, item.currency);
  return kidChance * Math.max(1, hit.itemIds.length, meant);
}

const numberHitChance = ({ digits, itemIds }: NumberHit): number =>
  Math.max(kidChance, 10 ** (1 - digits)) * Math.max(1, itemIds.length);

const reference = (level: RefLevel, chance: number | null, detail: GroupEvidence['detail']): GroupEvidence => ({
  group: 'REF',
  level,
  lnChance: chance === null ? null : Math.log(Math.min(1, chance)),
  detail,
});
