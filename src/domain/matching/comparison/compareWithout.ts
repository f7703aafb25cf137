import type { GroupEvidence } from '../evidence.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { Payment } from '../payment.ts';

/**
 * What the payment cites, as the hypothesis that it has no invoice sees it: levels of REF of its own, whose m are payments
 * without an invoice and whose u are all payments. A KID that nobody in the ledger has speaks for none.
 */
export const withoutLevels = [
  'without/kid',
  'without/number',
  'without/unknown_kid',
  'without/unknown_number',
  'without/none',
] as const;
export type WithoutLevel = (typeof withoutLevels)[number];

export const compareWithout = (payment: Payment, ledger: MatchingLedger): GroupEvidence => ({
  group: 'REF',
  level: levelOf(payment, ledger),
  lnChance: null,
  detail: {},
});

function levelOf(payment: Payment, ledger: MatchingLedger): WithoutLevel {
  const { kids, numbers, unknownKid, unknownNumber } = ledger.references(payment);
  if (kids.length > 0) return 'without/kid';
  if (numbers.length > 0) return 'without/number';
  if (unknownKid !== null) return 'without/unknown_kid';
  return unknownNumber === null ? 'without/none' : 'without/unknown_number';
}
