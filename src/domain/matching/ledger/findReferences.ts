import { isKidForm } from '../../kid.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { announcedKids, announcedNumbers } from '../references/citedNumbers.ts';
import { kidWithoutZeros } from '../references/kidForms.ts';
import { numberVariants } from '../references/numberVariants.ts';
import { isPeriod, isYear } from '../references/periods.ts';
import type { CitedReferences, KidHit, NumberHit } from './citedReferences.ts';
import { possibleReferences } from './possibleReferences.ts';

/** Items, open or closed, that the payment's direction can pay and that were issued by its booking date; sorted by id. */
export interface ReferenceLookup {
  readonly ofKid: (kid: string) => readonly OpenItem[];
  readonly ofKidWithoutZeros: (kid: string) => readonly OpenItem[];
  readonly ofNumberVariant: (variant: string) => readonly OpenItem[];
}

/** What the payment cites (matching 2 and 3, A and B): only what hits counts, a check digit proves nothing. */
export function findReferences(payment: Payment, lookup: ReferenceLookup): CitedReferences {
  const { text } = payment;
  const { field, wrapped, ...possible } = possibleReferences(payment);
  const kids = possible.kids.flatMap((one) => kidHit(one, one === field || wrapped.includes(one), lookup));
  const hitKids = new Set(kids.map((hit) => hit.kid));
  // What hit as a KID is not a number besides.
  const numbers = possible.numbers.filter((token) => !hitKids.has(token)).flatMap((token) => numberHit(token, lookup));
  const isUnknown = isKidForm(field) && !hitKids.has(field) && !numbers.some(({ token }) => token === field);
  return { kids, numbers, unknownKid: isUnknown ? field : null, unknownNumber: unknownIn(text, { kids, numbers }) };
}

/** Only where nothing hit: beside a reference that did, a number more is the payer's own business. */
function unknownIn(text: string | null, { kids, numbers }: Pick<CitedReferences, 'kids' | 'numbers'>): string | null {
  if (kids.length > 0 || numbers.length > 0) return null;
  return announcedNumbers(text)[0] ?? announcedKids(text)[0] ?? null;
}

function kidHit(kid: string, isStructured: boolean, lookup: ReferenceLookup): readonly KidHit[] {
  const exact = lookup.ofKid(kid);
  const items = exact.length > 0 || !isStructured ? exact : lookup.ofKidWithoutZeros(kidWithoutZeros(kid));
  if (items.length === 0) return [];
  const parties = new Set(items.map(({ partyId }) => partyId));
  if (exact.length === 0 && parties.size > 1) return [];
  return [
    {
      kid,
      form: exact.length > 0 ? 'exact' : 'without_zeros',
      source: isStructured ? 'field' : 'text',
      itemIds: items.map(({ id }) => id),
      namesParty: partyNamedBy(items),
    },
  ];
}

/** A KID of several issue dates or amounts is the customer's (matching 4); of several customers it is nobody's. */
function partyNamedBy(items: readonly OpenItem[]): string | null {
  const [first] = items;
  if (first === undefined || items.some(({ partyId }) => partyId !== first.partyId)) return null;
  const differs = items.some(
    ({ issueDate, amountMinor }) => issueDate !== first.issueDate || amountMinor !== first.amountMinor,
  );
  return differs ? first.partyId : null;
}

/** The whole token first; parts of it only where that hits nothing. */
function numberHit(token: string, lookup: ReferenceLookup): readonly NumberHit[] {
  const [whole = token, ...parts] = numberVariants(token);
  for (const variant of [whole, ...parts.filter((part) => !isYear(part) && !isNamedPeriod(token))]) {
    const items = lookup.ofNumberVariant(variant);
    if (items.length === 0) continue;
    const digits = variant.match(/[0-9]/g)?.length ?? 0;
    return [{ token, digits, itemIds: items.map(({ id }) => id) }];
  }
  return [];
}

/** `Husleie:2026-11` and `nov2026` name the time that is paid for; an invoice may still bear all of it. */
const isNamedPeriod = (token: string): boolean => {
  const withoutWords = /[0-9].*[0-9]/su.exec(token)?.[0] ?? '';
  return withoutWords !== token && isPeriod(withoutWords);
};
