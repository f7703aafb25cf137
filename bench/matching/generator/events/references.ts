import type { Random } from '../random.ts';
import type { Regime } from '../regimes.ts';
import type { InvoicePlan, Party, Reference } from './types.ts';

export const noReference: Reference = {
  kidOf: null,
  cited: [],
  typo: false,
  foreignNumber: null,
  foreignKid: null,
  message: null,
};

const plain = [
  'Faktura',
  'Betaling',
  'Regning',
  'Innbetaling',
  'Overføring',
  'Takk',
  'Avdrag',
  'faktura mai',
  'se vedlegg',
];
const monthNames = words('januar februar mars april mai juni juli august september oktober november desember');
const products = words('Bredbånd Leie Vedlikehold Abonnement Strøm Frakt Materialer Kurs Renhold Husleie Konsulent');

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** A message that names no invoice, though it can have a number. */
export function vagueMessage(party: Party | null, random: Random): string | null {
  const kind = random.weighted({ none: 34, plain: 26, month: 14, product: 12, customer: 6, order: 8 });
  switch (kind) {
    case 'none':
      return null;
    case 'plain':
      return random.pick(plain);
    case 'month':
      return `${random.pick(['Faktura', 'Leie', 'for', 'Abonnement'])} ${random.pick(monthNames)}`;
    case 'product':
      return random.pick(products);
    case 'customer':
      return party === null ? null : `${random.pick(['Kundenr', 'Kunde', 'Knr.'])} ${party.id.slice(1)}`;
    case 'order':
      return `${random.pick(['Ordre', 'Prosjekt', 'PO', 'Ref.'])} ${random.digits(random.integer(4, 7))}`;
  }
}

export interface Ledger {
  /** All invoices of the party, in order of issue. */
  readonly plans: readonly InvoicePlan[];
  /** What its last payment was for. */
  readonly previous: InvoicePlan | null;
}

/** What the payer of these invoices writes, with its mistakes, and what they are called. */
export function drawReference(
  party: Party,
  paid: readonly InvoicePlan[],
  { plans, previous }: Ledger,
  regime: Regime,
  random: Random,
): { readonly reference: Reference; readonly tags: readonly string[] } {
  const tags: string[] = [];
  const [first] = paid;
  if (first === undefined) return { reference: noReference, tags };
  const fixed = party.scheme.kid?.fixed === true;
  const byKid = party.scheme.kid !== null && (paid.length === 1 || fixed) && random.chance(party.kidHabit);
  const byNumber = !byKid && random.chance(paid.length === 1 ? party.citeHabit : Math.min(0.9, party.citeHabit + 0.35));
  if (!byKid && !byNumber) return { reference: { ...noReference, message: vagueMessage(party, random) }, tags };

  let named: readonly InvoicePlan[] = paid;
  if (paid.length > 3 && random.chance(0.3)) named = paid.slice(0, 2); // "10021, 10022 m.fl."
  if (paid.length === 1 && previous !== null && random.chance(regime.repeatedShare)) {
    named = [previous];
    tags.push('repeated_reference');
  } else if (paid.length === 1 && random.chance(regime.swappedShare)) {
    // A neighbour in its pile; a bank does not notice, as the KID is a valid one.
    const index = plans.indexOf(first);
    const neighbours = [plans[index - 1], plans[index + 1]].filter(
      (plan) => plan !== undefined && plan.kind === 'invoice',
    );
    const [other] = neighbours.filter((plan) => plan !== undefined && plan.issueDay <= first.dueDay);
    if (other !== undefined) {
      named = [other];
      tags.push('swapped_reference');
    }
  }
  const kidOf = byKid ? (named[0] ?? null) : null;
  // A bank checks a KID in its field; a number in words is typed by hand.
  const typo = byNumber && random.chance(regime.typoShare * 2);
  if (typo) tags.push('typo');
  if (fixed && byKid) tags.push('kid_names_party');
  const both = byKid && random.chance(0.12);
  return { reference: { ...noReference, kidOf, cited: byNumber || both ? named : [], typo }, tags };
}
