import { bankDayFrom, nextDayOfMonth } from '../calendar.ts';
import type { Random } from '../random.ts';
import type { Regime } from '../regimes.ts';
import type { InvoicePlan, Party } from './types.ts';

/** When its payer pays this invoice, were it alone; not before it has it. */
export function payDayOf(plan: InvoicePlan, random: Random): number {
  const { party } = plan;
  if (party.batchDay !== null)
    return bankDayFrom(nextDayOfMonth(Math.max(plan.issueDay + 1, plan.dueDay - 8), party.batchDay));
  const lag = party.lagDays + Math.round(party.lagSpreadDays * random.normal());
  return bankDayFrom(Math.max(plan.issueDay + (random.chance(0.05) ? 0 : 1), plan.dueDay + lag));
}

/** How many of the invoices from `from` on go with one payment: by habit, by chance, mostly one. */
export function countTogether(
  party: Party,
  invoices: readonly InvoicePlan[],
  from: number,
  day: number,
  regime: Regime,
  random: Random,
): number {
  const batch = party.batchDay !== null;
  if (!batch && !random.chance(regime.severalShare * 2)) return 1; // about half find a second one open
  const most = batch ? 12 : random.integer(2, 4);
  let count = 1;
  while (count < most) {
    const next = invoices[from + count];
    if (next === undefined || next.issueDay >= day || (batch && next.dueDay > day + 12)) break;
    count += 1;
  }
  return count;
}
