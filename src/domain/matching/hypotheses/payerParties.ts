import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { Payment } from '../payment.ts';

/** Sums and refunds are sought with so few parties only: a name that ties many points at nobody. */
export const mostParties = 4;

/** The parties that account, organisation number, name or a cited reference point at, sorted. */
export function payerParties(payment: Payment, ledger: MatchingLedger): readonly string[] {
  const { accountParties, orgParties, name } = ledger.payer(payment);
  const { kids, numbers } = ledger.references(payment);
  const cited = [...kids, ...numbers].flatMap(({ itemIds }) => itemIds.slice(0, mostParties));
  const named = kids.flatMap(({ namesParty }) => (namesParty === null ? [] : [namesParty]));
  const ofItems = cited.flatMap((itemId) => ledger.item(itemId)?.partyId ?? []);
  const nearest = name.band === 'below' || name.parties.length > mostParties ? [] : name.parties;
  const sure = [...accountParties, ...orgParties, ...named, ...ofItems];
  return [...new Set([...sure, ...nearest])].slice(0, mostParties).toSorted();
}
