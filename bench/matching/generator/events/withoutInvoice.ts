import { bankDayFrom, nextDayOfMonth } from '../calendar.ts';
import { makeAccount, withMod10 } from '../checkDigits.ts';
import { makePersonName } from '../names.ts';
import type { Random } from '../random.ts';
import type { Population, Regime } from '../regimes.ts';
import { vocabularies } from '../vocabulary.ts';
import { namedCounterparty } from './counterparties.ts';
import type { Period } from './issue.ts';
import { noReference, vagueMessage } from './references.ts';
import type { Counterparty, Party, PaymentEvent, Reference } from './types.ts';
import { payUnlisted } from './unlisted.ts';

/** What a company's account shows beside invoices; relative weights of rows, judgement. */
const shares = {
  salary: 24,
  card: 24,
  settlement: 16,
  own_transfer: 9,
  bank: 8,
  tax: 6,
  other: 13,
} as const;

/** Payment services settle net of their fee, so that no amount tells its sales. */
const services = [
  'Vipps MobilePay AS',
  'Nets Branch Norway',
  'Swedbank Pay',
  'Stripe Payments Europe',
  'Klarna Bank AB',
];
const shops = ['Rema 1000', 'Circle K', 'Clas Ohlson', 'Biltema', 'Elkjøp', 'Coop Obs', 'Telia', 'Microsoft', 'Adobe'];
const payers = [
  'NAV',
  'Gjensidige Forsikring',
  'Brønnøysundregistrene',
  'Innovasjon Norge',
  'Storebrand Livsforsikring',
];

export interface Surroundings {
  readonly regime: Regime;
  readonly population: Population;
  readonly period: Period;
  readonly ownAccounts: readonly string[];
  /** Those that settle here. */
  readonly parties: readonly Party[];
  readonly price: (random: Random) => number;
}

const says = (message: string): Reference => ({ ...noReference, message });

/** As many rows that belong to no invoice. */
export function makeWithoutInvoice(count: number, surroundings: Surroundings, random: Random): readonly PaymentEvent[] {
  const people = Array.from({ length: 12 }, () =>
    namedCounterparty(makePersonName(vocabularies[surroundings.population], random).name, makeAccount(random)),
  );
  const accounts = new Map(
    [...services, ...payers, 'Skatteetaten'].map((name) => [name, makeAccount(random)] as const),
  );
  const known = (name: string): Counterparty => namedCounterparty(name, accounts.get(name) ?? null);
  return Array.from({ length: count }, () =>
    random.chance(surroundings.regime.unlistedShare)
      ? payUnlisted(surroundings, random)
      : makeOne(surroundings, people, known, random),
  );
}

function makeOne(
  { period, ownAccounts }: Surroundings,
  people: readonly Counterparty[],
  known: (name: string) => Counterparty,
  random: Random,
): PaymentEvent {
  const kind = random.weighted<keyof typeof shares>(shares);
  const anyDay = bankDayFrom(random.integer(period.feedDay, period.endDay - 5));
  const monthly = (wanted: number): number => {
    const day = bankDayFrom(nextDayOfMonth(random.integer(period.feedDay, period.endDay - 35), wanted));
    return Math.min(day, anyDay > period.endDay ? period.endDay : day);
  };
  const row = (parts: Partial<PaymentEvent>): PaymentEvent => ({
    day: anyDay,
    direction: 'out',
    kind,
    amountMinor: 10_000,
    counterparty: null,
    allocations: [],
    reference: noReference,
    original: null,
    tags: [],
    parts: [],
    partsShown: false,
    ...parts,
  });
  switch (kind) {
    case 'salary':
      return row({
        day: monthly(25),
        amountMinor: Math.round(random.between(21_000, 58_000)) * 100,
        counterparty: random.pick(people),
        reference: says('Lønn'),
      });
    case 'card':
      return row({
        amountMinor: Math.round(Math.exp(10.4 + 1.1 * random.normal())),
        reference: says(`Varekjøp ${random.pick(shops)}`),
      });
    case 'settlement': {
      const sales = Math.round(Math.exp(13 + 0.9 * random.normal()));
      return row({
        direction: 'in',
        amountMinor: Math.round(sales * (1 - random.between(0.0099, 0.029))),
        counterparty: known(random.pick(services)),
        reference: says(`Utbetaling ${random.digits(6)}`),
      });
    }
    case 'own_transfer': {
      const other = random.pick(ownAccounts.slice(1));
      return row({
        direction: random.pick(['in', 'out']),
        amountMinor: random.integer(1, 60) * 500_000,
        counterparty: { ...namedCounterparty('', other), account: other },
        reference: says('Overføring mellom egne konti'),
      });
    }
    case 'bank':
      return row({
        amountMinor: random.integer(200, 40_000),
        reference: says(random.pick(['Omkostninger', 'Renter', 'Gebyr'])),
      });
    case 'tax':
      return row({
        day: monthly(15),
        amountMinor: Math.round(Math.exp(11 + 0.8 * random.normal())) * 100,
        counterparty: known('Skatteetaten'),
        reference: { ...noReference, foreignKid: withMod10(random.digits(20)) },
      });
    case 'other': {
      const inward = random.chance(0.5);
      return row({
        direction: inward ? 'in' : 'out',
        amountMinor: Math.round(Math.exp(8.6 + 1.1 * random.normal())) * (random.chance(0.6) ? 100 : 1),
        counterparty: inward && random.chance(0.6) ? known(random.pick(payers)) : random.pick(people),
        reference: { ...noReference, message: vagueMessage(null, random) },
      });
    }
  }
}
