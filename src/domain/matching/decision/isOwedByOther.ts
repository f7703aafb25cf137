import type { HypothesisKind } from '../decision.ts';
import { type Hypothesis, partyOf } from '../hypotheses/hypothesis.ts';
import { paidMinorOf } from '../hypotheses/oneItemKind.ts';
import { type MatchingLedger, sideOf } from '../ledger/matchingLedger.ts';
import type { PayerEvidence } from '../ledger/payerEvidence.ts';
import type { Payment } from '../payment.ts';
import { evidenceOf } from './evidenceClass.ts';

const kidLevels: ReadonlySet<string> = new Set(['kid_equal', 'kid_names_party_number_cited', 'kid_names_party']);
const inexactKinds: ReadonlySet<HypothesisKind> = new Set(['partial', 'over', 'fee', 'rounding']);

/**
 * Whether account, organisation number or name are another party's for sure, and that party owes exactly what is paid: two
 * explanations that fit, whichever is the likelier (matching 1, 8). A KID of the bank's own field whose amount is paid outranks
 * the payer, and so does a number cited by who may be its party.
 */
export function isOwedByOther(taken: Hypothesis, payment: Payment, ledger: MatchingLedger): boolean {
  const partyId = partyOf(taken);
  const ref = evidenceOf(taken, 'REF')?.level ?? 'none';
  if (partyId === null || (kidLevels.has(ref) && isOfField(taken, payment, ledger) && !inexactKinds.has(taken.kind)))
    return false;
  const payer = ledger.payer(payment);
  if ((ref === 'number_cited' || kidLevels.has(ref)) && isPossibly(partyId, payer)) return false;
  const [side, paidMinor] = [sideOf(payment), paidMinorOf(payment)];
  return sureParties(payer).some(
    (sure) => sure !== partyId && ledger.chances.partyEqualAmountCount(sure, side, payment.currency, paidMinor) > 0,
  );
}

/** Digits in a text may be anything that has as many. */
const isOfField = ({ items }: Hypothesis, payment: Payment, ledger: MatchingLedger): boolean =>
  ledger
    .references(payment)
    .kids.some(({ source, itemIds }) => source === 'field' && items.some(({ id }) => itemIds.includes(id)));

const isPossibly = (partyId: string, { accountParties, orgParties, name }: PayerEvidence): boolean =>
  accountParties.includes(partyId) || orgParties.includes(partyId) || name.parties.includes(partyId);

/** What fits several parties is sure of none of them. */
function sureParties({ accountParties, orgParties, name }: PayerEvidence): readonly string[] {
  const isSureName = name.source === 'counterparty' && (name.band === 'equal' || name.band === 'over_93');
  return [accountParties, orgParties, isSureName ? name.parties : []].flatMap((parties) =>
    parties.length === 1 ? parties : [],
  );
}
