import type { Random } from '../random.ts';
import type { Regime } from '../regimes.ts';
import type { InvoicePlan, Party } from './types.ts';

export interface Period {
  /** Invoices from here on; the feed begins later, so that it finds an open ledger. */
  readonly historyDay: number;
  readonly feedDay: number;
  /** The last one. */
  readonly endDay: number;
}

/** The invoices and credit notes of a party, in order of issue. */
export function issueInvoices(
  party: Party,
  period: Period,
  regime: Regime,
  price: (random: Random) => number,
  random: Random,
): readonly InvoicePlan[] {
  return issueDays(party, period, random).flatMap((issueDay) => {
    const amountMinor = inCurrency(party.fixedAmountMinor ?? price(random), party.currency);
    const invoice: InvoicePlan = { party, kind: 'invoice', amountMinor, issueDay, dueDay: issueDay + party.termsDays };
    if (!random.chance(regime.creditNoteShare)) return [invoice];
    const whole = random.chance(0.15);
    const credited = whole
      ? amountMinor
      : Math.max(100, Math.round((amountMinor * random.between(0.05, 0.5)) / 100) * 100);
    const creditDay = Math.min(period.endDay, issueDay + random.integer(1, 12));
    if (credited > amountMinor) return [invoice];
    return [
      invoice,
      { party, kind: 'credit_note', amountMinor: credited, issueDay: creditDay, dueDay: creditDay } as const,
    ];
  });
}

function issueDays(party: Party, { historyDay, endDay }: Period, random: Random): readonly number[] {
  switch (party.rhythm) {
    case 'once':
      return [random.integer(historyDay, endDay)];
    case 'occasional':
      return Array.from({ length: random.integer(2, 7) }, () => random.integer(historyDay, endDay)).toSorted(
        (a, b) => a - b,
      );
    case 'monthly':
      return every(30.4, random.integer(0, 30), 2);
    case 'weekly':
      return every(random.pick([7, 7, 14]), random.integer(0, 6), 1);
  }
  function every(days: number, first: number, jitter: number): readonly number[] {
    const count = Math.floor((endDay - historyDay - first) / days) + 1;
    const made = Array.from(
      { length: count },
      (_, index) => historyDay + first + Math.round(index * days) + random.integer(0, jitter),
    );
    return made.filter((day) => day <= endDay);
  }
}

/** Prices are thought of in kroner; a ledger in another currency has round figures of its own. */
const rough: Readonly<Record<string, number>> = { EUR: 11.7, SEK: 1.05, DKK: 1.57, GBP: 13.8 };
const inCurrency = (minor: number, currency: string): number =>
  currency === 'NOK' ? minor : Math.max(1_000, Math.round(minor / (rough[currency] ?? 1) / 100) * 100);

/** Kroner for one unit on a day, with a slow wave instead of a market. */
export const rateOn = (currency: string, day: number): number =>
  (rough[currency] ?? 1) * (1 + 0.02 * Math.sin(day / 37) + 0.006 * Math.sin(day / 5));
