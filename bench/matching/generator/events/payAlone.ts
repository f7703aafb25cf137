import { bankDayFrom } from '../calendar.ts';
import type { Random } from '../random.ts';
import { compensationMinor, type Outcome, reminderFeeMinor } from '../regimes.ts';
import { collectionAgency } from './counterparties.ts';
import { type PaymentParts, paymentOf } from './payment.ts';
import { noReference } from './references.ts';
import type { Counterparty, InvoicePlan, PaymentEvent, Reference, SettleContext } from './types.ts';

export interface LonePayment {
  readonly plan: InvoicePlan;
  readonly day: number;
  readonly counterparty: Counterparty;
  readonly reference: Reference;
  readonly tags: readonly string[];
  readonly context: SettleContext;
  readonly random: Random;
}

/** Fees that a bank abroad takes off on the way, in kroner. */
const shavedKroner = [15, 25, 30, 50, 75];

/** One invoice by itself: mostly exact, else one of the ways in which real payments differ. */
export function payAlone(payment: LonePayment): readonly PaymentEvent[] {
  const { plan, day, counterparty, reference, tags, context, random } = payment;
  const { party, amountMinor } = plan;
  const pay = (parts: Partial<PaymentParts>): PaymentEvent =>
    paymentOf(party, { kind: 'single', day, counterparty, allocations: all(amountMinor), reference, tags, ...parts });
  function all(minor: number): PaymentParts['allocations'] {
    return [{ plan, amountMinor: minor }];
  }

  if (party.currency !== 'NOK') return [pay({ marginShare: random.between(0, 0.012) })];
  if (party.foreign && party.side === 'receivable' && random.chance(0.4)) {
    const feeMinor = random.pick(shavedKroner) * 100;
    return [feeMinor < amountMinor / 4 ? pay({ kind: 'fee', extraMinor: -feeMinor }) : pay({})];
  }
  // A reminder came in between: some pay its fee too.
  if (party.side === 'receivable' && day - plan.dueDay > 15 && random.chance(0.14)) {
    const fee = party.kind === 'company' && random.chance(0.2) ? compensationMinor : reminderFeeMinor;
    return [pay({ kind: 'reminder_fee', extraMinor: fee * (fee === reminderFeeMinor && random.chance(0.2) ? 2 : 1) })];
  }
  switch (random.weighted<Outcome>(context.regime.outcomes)) {
    case 'exact':
      return [pay({}), ...paidTwice(payment, pay)];
    case 'instalments':
      return instalments(payment, pay, all);
    case 'short': {
      const part = Math.max(100, Math.round((amountMinor * random.between(0.6, 0.97)) / 100) * 100);
      return [part < amountMinor ? pay({ kind: 'short', allocations: all(part) }) : pay({})];
    }
    case 'over':
      return [pay({ kind: 'over', extraMinor: random.pick([100, 1_000, 5_000, 10_000, amountMinor]) })];
    case 'rounding': {
      const off = Math.round(amountMinor / 100) * 100 - amountMinor;
      return [off === 0 ? pay({}) : pay({ kind: 'rounding', extraMinor: off })];
    }
    case 'discount':
      return [pay({ kind: 'discount', extraMinor: -Math.round(amountMinor * random.pick([0.01, 0.015, 0.02])) })];
    case 'collected': {
      if (party.side === 'payable' || day < plan.dueDay) return [pay({})];
      const commission = random.chance(0.4) ? 0 : Math.round(amountMinor * random.between(0.03, 0.12));
      return [
        pay({
          kind: 'collected',
          day: bankDayFrom(day + random.integer(20, 60)),
          counterparty: collectionAgency(context.agencyAccounts, random),
          // The agency claims under a KID of its own, and settles under a case number.
          reference: { ...noReference, cited: random.chance(0.35) ? [plan] : [], message: `Sak ${random.digits(8)}` },
          extraMinor: -commission,
        }),
      ];
    }
  }
}

function instalments(
  { plan, day, random }: LonePayment,
  pay: (parts: Partial<PaymentParts>) => PaymentEvent,
  all: (minor: number) => PaymentParts['allocations'],
): readonly PaymentEvent[] {
  const count = random.integer(2, 3);
  const part = Math.max(100, Math.floor(plan.amountMinor / count / 100) * 100);
  if (part * count > plan.amountMinor) return [pay({})];
  return Array.from({ length: count }, (_, index) =>
    pay({
      kind: 'instalment',
      day: bankDayFrom(day + index * random.integer(27, 33)),
      allocations: all(index === count - 1 ? plan.amountMinor - part * (count - 1) : part),
    }),
  );
}

/** The same once more by mistake, and for half of them the money back. */
function paidTwice(
  { plan, day, context, random, counterparty }: LonePayment,
  pay: (parts: Partial<PaymentParts>) => PaymentEvent,
): readonly PaymentEvent[] {
  if (!random.chance(context.regime.duplicateShare)) return [];
  const again = bankDayFrom(day + random.integer(1, 25));
  const twin: PaymentEvent = { ...pay({ day: again }), kind: 'duplicate', allocations: [] };
  if (random.chance(0.5)) return [twin];
  const back: PaymentEvent = {
    ...twin,
    kind: 'refund',
    day: bankDayFrom(again + random.integer(5, 25)),
    direction: twin.direction === 'in' ? 'out' : 'in',
    counterparty,
    reference: { ...noReference, cited: random.chance(0.5) ? [plan] : [], message: 'Tilbakebetaling' },
  };
  return [twin, back];
}
