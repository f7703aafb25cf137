import type { Random } from '../random.ts';
import { partyAsCounterparty, thirdParty } from './counterparties.ts';
import { payAlone } from './payAlone.ts';
import { payCredit } from './payCredit.ts';
import { countTogether, payDayOf } from './payDays.ts';
import { paymentOf } from './payment.ts';
import { drawReference } from './references.ts';
import type { InvoicePlan, Party, PaymentEvent, PlanAllocation, SettleContext } from './types.ts';

/**
 * Every payment between the company and one party, in its own order. Nothing is paid before it was issued, nothing twice
 * but by mistake (a `duplicate`, which belongs to no invoice).
 */
export function settleParty(
  party: Party,
  plans: readonly InvoicePlan[],
  context: SettleContext,
  random: Random,
): readonly PaymentEvent[] {
  const { regime, population } = context;
  const invoices = plans.filter(({ kind }) => kind === 'invoice');
  let credits = plans.filter(({ kind }) => kind === 'credit_note');
  const events: PaymentEvent[] = [];
  let previous: InvoicePlan | null = null;

  for (let index = 0; index < invoices.length; ) {
    const first = invoices[index];
    if (first === undefined) break;
    if (random.chance(regime.neverPaidShare)) {
      index += 1;
      continue;
    }
    const day = payDayOf(first, random);
    const count = countTogether(party, invoices, index, day, regime, random);
    const paid = invoices.slice(index, index + count);
    index += count;

    const { reference, tags } = drawReference(party, paid, { plans: invoices, previous }, regime, random);
    const foreignPayer = party.side === 'receivable' && party.group === null && random.chance(regime.thirdPartyShare);
    const counterparty = foreignPayer ? thirdParty(party, population, random) : partyAsCounterparty(party, random);
    const marks = [...tags, ...(foreignPayer ? ['third_party'] : []), ...(party.group === null ? [] : ['group'])];
    const credit = creditToNet(credits, paid, day, random);
    credits = credits.filter((one) => one !== credit);
    previous = paid.at(-1) ?? previous;

    if (count === 1 && credit === null) {
      events.push(...payAlone({ plan: first, day, counterparty, reference, tags: marks, context, random }));
      continue;
    }
    const allocations: readonly PlanAllocation[] = [...paid, ...(credit === null ? [] : [credit])].map((plan) => ({
      plan,
      amountMinor: plan.amountMinor,
    }));
    const kind = credit === null ? 'several' : 'net_of_credit';
    events.push(paymentOf(party, { kind, day, counterparty, allocations, reference, tags: marks }));
  }
  for (const credit of credits) events.push(...payCredit(credit, context, random));
  return events.filter(({ day }) => day <= context.endDay);
}

/** A credit note that is there and smaller than what is paid, which half of the payers net at once. */
function creditToNet(
  credits: readonly InvoicePlan[],
  paid: readonly InvoicePlan[],
  day: number,
  random: Random,
): InvoicePlan | null {
  const total = paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const credit = credits.find((one) => one.issueDay < day && one.amountMinor < total);
  return credit === undefined || !random.chance(0.5) ? null : credit;
}
