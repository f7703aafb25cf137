import { dayOf } from '../calendar.ts';
import { makeAccount } from '../checkDigits.ts';
import { makeCompanyName } from '../names.ts';
import type { Random } from '../random.ts';
import { type Population, type RegimeName, regimes } from '../regimes.ts';
import { agencies, vocabularies } from '../vocabulary.ts';
import { issueInvoices, type Period } from './issue.ts';
import { createPartyMaker } from './parties.ts';
import { settleParty } from './settle.ts';
import { bundleSumPosts } from './sumPosts.ts';
import type { InvoicePlan, Party, PaymentEvent } from './types.ts';
import { makeWithoutInvoice } from './withoutInvoice.ts';

export interface World {
  /** Of the company itself. */
  readonly name: string;
  readonly period: Period;
  readonly ownAccounts: readonly string[];
  /** In order of issue. */
  readonly plans: readonly InvoicePlan[];
  /** In order of day; those before the feed count for the open amounts only. */
  readonly events: readonly PaymentEvent[];
}

export interface WorldSize {
  readonly invoices: number;
  readonly payments: number;
}

/** A year of rows; the ledger is four months old when it begins. */
const period: Period = { historyDay: dayOf('2024-09-01'), feedDay: dayOf('2025-01-01'), endDay: dayOf('2025-12-31') };

/**
 * The life of a company. Parties that settle here come first, until they make the wanted rows; the rest of the ledger
 * settles elsewhere (other banks, card terminals, factoring), which this feed and these files never tell.
 */
export function simulate(regimeName: RegimeName, population: Population, size: WorldSize, random: Random): World {
  const regime = regimes[regimeName];
  const maker = createPartyMaker(regime, population, random.fork('parties'));
  const agencyAccounts = new Map(agencies.map((name) => [name, makeAccount(random)] as const));
  const ownAccounts = [makeAccount(random), makeAccount(random), makeAccount(random)];
  const context = { regime, population, agencyAccounts, endDay: period.endDay };
  const plans: InvoicePlan[] = [];
  const early: PaymentEvent[] = [];
  const settled: PaymentEvent[] = [];
  const parties: Party[] = [];

  const wanted = Math.round(size.payments * (1 - regime.withoutInvoiceShare));
  const bundle = () => bundleSumPosts(settled, regime.sumPostShare, random.fork('sum posts'));
  let bundled: readonly PaymentEvent[] = [];
  for (let left = wanted; left > 0 && plans.length < size.invoices; left = wanted - bundled.length) {
    for (let made = 0; made < left; ) {
      const party = maker.make(true);
      const draw = random.fork(`settle ${party.id}`);
      const own = issueInvoices(party, period, regime, maker.price, draw);
      const events = settleParty(party, own, context, draw);
      const inFeed = events.filter(({ day }) => day >= period.feedDay);
      made += inFeed.length;
      plans.push(...own);
      settled.push(...inFeed);
      early.push(...events.filter(({ day }) => day < period.feedDay));
      parties.push(party);
    }
    bundled = bundle();
  }
  while (plans.length < size.invoices) {
    const party = maker.make(false);
    const own = issueInvoices(party, period, regime, maker.price, random.fork(`issue ${party.id}`));
    plans.push(...own.slice(0, size.invoices - plans.length));
  }
  const surroundings = { regime, population, period, ownAccounts, parties, price: maker.price };
  const others = makeWithoutInvoice(Math.max(0, size.payments - bundled.length), surroundings, random.fork('others'));
  const { name } = makeCompanyName(vocabularies[population], random);
  return {
    name,
    period,
    ownAccounts,
    plans: plans.toSorted((a, b) => a.issueDay - b.issueDay),
    events: [...early, ...bundled, ...others].toSorted((a, b) => a.day - b.day),
  };
}
