import { bankDayFrom } from '../calendar.ts';
import type { Random } from '../random.ts';
import { partyAsCounterparty } from './counterparties.ts';
import { paymentOf } from './payment.ts';
import { noReference } from './references.ts';
import type { InvoicePlan, PaymentEvent, SettleContext } from './types.ts';

/** A credit note that nobody netted: two of five are paid out, the others stay. */
export function payCredit(credit: InvoicePlan, { endDay }: SettleContext, random: Random): readonly PaymentEvent[] {
  const day = bankDayFrom(credit.issueDay + random.integer(8, 40));
  if (day > endDay || !random.chance(0.4)) return [];
  const cited = random.chance(0.6) ? [credit] : [];
  return [
    paymentOf(credit.party, {
      kind: 'credit_paid_out',
      day,
      counterparty: partyAsCounterparty(credit.party, random),
      allocations: [{ plan: credit, amountMinor: credit.amountMinor }],
      reference: { ...noReference, cited, message: cited.length === 0 ? 'Tilbakebetaling' : null },
      tags: [],
    }),
  ];
}
