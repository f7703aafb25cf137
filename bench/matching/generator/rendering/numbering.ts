import { yearOf } from '../calendar.ts';
import { withMod10, withMod11 } from '../checkDigits.ts';
import type { InvoicePlan, NumberScheme } from '../events/types.ts';
import type { Random } from '../random.ts';

export interface Numbered {
  readonly externalId: string;
  readonly number: string;
  readonly kid: string | null;
}

/** Numbers in order of issue: one series for all customers, one for each supplier, which has other customers too. */
export function numberInvoices(plans: readonly InvoicePlan[], random: Random): ReadonlyMap<InvoicePlan, Numbered> {
  const last = new Map<string, number>();
  const numbered = new Map<InvoicePlan, Numbered>();
  for (const [index, plan] of plans.entries()) {
    const { party, issueDay } = plan;
    const { scheme } = party;
    const year = yearOf(issueDay);
    const series = `${party.side === 'receivable' ? 'own' : party.id}${scheme.yearly ? year : ''}`;
    const step = party.side === 'receivable' ? 1 : 1 + Math.floor(random.next() ** 3 * 60);
    const serial = (last.get(series) ?? scheme.start) + step;
    last.set(series, serial);
    const digits = scheme.yearly ? `${year}${String(serial % 100_000).padStart(5, '0')}` : String(serial);
    const written = scheme.yearly ? `${digits.slice(0, 4)}-${digits.slice(4)}` : digits;
    numbered.set(plan, {
      externalId: `${party.side === 'receivable' ? 'R' : 'P'}${String(index + 1).padStart(6, '0')}`,
      number: `${scheme.prefix}${written}`,
      kid: plan.kind === 'credit_note' && index % 3 !== 0 ? null : kidOf(scheme, digits),
    });
  }
  return numbered;
}

function kidOf({ kid }: NumberScheme, digits: string): string | null {
  if (kid === null) return null;
  const body = kid.length - 1;
  const base = kid.fixed
    ? kid.customerNumber.padStart(body, '0')
    : digits.length + kid.customerNumber.length <= body
      ? kid.customerNumber + digits.padStart(body - kid.customerNumber.length, '0')
      : digits.slice(-body).padStart(body, '0');
  return kid.method === 'mod10' ? withMod10(base) : withMod11(base);
}
