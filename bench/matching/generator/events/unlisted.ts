import { bankDayFrom } from '../calendar.ts';
import { withMod10 } from '../checkDigits.ts';
import type { Random } from '../random.ts';
import { partyAsCounterparty } from './counterparties.ts';
import { noReference, vagueMessage } from './references.ts';
import type { PaymentEvent, Reference } from './types.ts';
import type { Surroundings } from './withoutInvoice.ts';

/**
 * A party of the ledger pays, or is paid, for something that is not in it: a deposit, an invoice of another system, one
 * sent to the wrong company. The hardest rows: all about the payer speaks for its open invoices.
 */
export function payUnlisted({ regime, period, parties, price }: Surroundings, random: Random): PaymentEvent {
  const party = random.pick(parties);
  return {
    day: bankDayFrom(random.integer(period.feedDay, period.endDay - 5)),
    direction: party.side === 'receivable' ? 'in' : 'out',
    kind: 'unlisted',
    // Often for the next of what it always pays.
    amountMinor:
      party.currency === 'NOK' && random.chance(0.5) ? (party.fixedAmountMinor ?? price(random)) : price(random),
    counterparty: partyAsCounterparty(party, random),
    allocations: [],
    reference: drawForeignReference(),
    original: null,
    tags: [],
    parts: [],
    partsShown: false,
  };

  function drawForeignReference(): Reference {
    if (random.chance(regime.kidShare))
      return { ...noReference, foreignKid: withMod10(random.digits(random.integer(6, 12))) };
    if (random.chance(regime.citeShare)) return { ...noReference, foreignNumber: random.digits(random.integer(4, 7)) };
    return { ...noReference, message: vagueMessage(party, random) };
  }
}
