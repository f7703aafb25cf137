import { kidCandidates } from '../numberTokens.ts';
import type { Payment } from '../payment.ts';
import { announcedKids, citedNumbers } from '../references/citedNumbers.ts';
import { creditorReferences, wrappedReference } from '../references/creditorReference.ts';
import { exactKid, kidWithoutZeros } from '../references/kidForms.ts';
import { numberVariants } from '../references/numberVariants.ts';
import { isPeriod } from '../references/periods.ts';
import { withoutPhones } from '../references/withoutPhones.ts';

/** What a payment could cite, before anybody has looked whether an item carries it (matching 2). */
export interface PossibleReferences {
  /** The bank's own field, without spaces; empty where there is none. */
  readonly field: string;
  /** KIDs or numbers inside creditor references (ISO 11649). */
  readonly wrapped: readonly string[];
  readonly kids: readonly string[];
  /** People write the invoice number into the KID field, too. */
  readonly numbers: readonly string[];
}

export function possibleReferences({ kid, text: whole }: Pick<Payment, 'kid' | 'text'>): PossibleReferences {
  const text = withoutPhones(whole);
  const field = exactKid(kid ?? '');
  const wrapped = [...creditorReferences(kid), ...creditorReferences(text)].map(wrappedReference);
  const announced = announcedKids(text);
  const ofText = kidCandidates(null, text).filter((one) => !isPeriod(one) || announced.includes(one));
  const kids = new Set([...(field === '' ? [] : [field]), ...kidCandidates(kid, null), ...ofText, ...wrapped]);
  const numbers = new Set([field, ...wrapped, ...citedNumbers(text)].filter((token) => token !== ''));
  return { field, wrapped, kids: [...kids], numbers: [...numbers] };
}

/** Under which keys items have to be looked up, so that `findReferences` finds all that payments cite. */
export function referenceKeys(payments: readonly Pick<Payment, 'kid' | 'text'>[]): {
  readonly kidKeys: readonly string[];
  readonly numbers: readonly string[];
} {
  const possible = payments.map(possibleReferences);
  return {
    kidKeys: [...new Set(possible.flatMap(({ kids }) => kids.map(kidWithoutZeros)))].toSorted(),
    numbers: [...new Set(possible.flatMap(({ numbers }) => numbers.flatMap(numberVariants)))].toSorted(),
  };
}
