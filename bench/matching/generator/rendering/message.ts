import type { Reference } from '../events/types.ts';
import type { Random } from '../random.ts';
import type { Numbered } from './numbering.ts';

export interface MessageStyle {
  /** Of KIDs: typed into the text. */
  readonly kidInTextShare: number;
  /** Ways of writing that training has not: digits in groups, leading zeros, glued to words. */
  readonly unseenForms: boolean;
}

export interface Message {
  readonly kid: string | null;
  readonly text: string | null;
  readonly tags: readonly string[];
}

const words = ['Faktura', 'Fakturanr', 'Fakturanr.', 'fakt.nr', 'Fakt', 'Inv', 'Faktnr:', 'Gjelder faktura'];

/** The payer's reference as it reaches the row: the KID in its field or typed, numbers in somebody's handwriting. */
export function writeMessage(
  {
    kidOf,
    cited,
    typo,
    foreignKid,
    foreignNumber,
    message,
  }: Omit<Reference, 'kidOf' | 'cited'> & {
    readonly kidOf: Numbered | null;
    readonly cited: readonly Numbered[];
  },
  style: MessageStyle,
  random: Random,
): Message {
  const parts: string[] = [];
  const tags: string[] = [];
  const kid = kidOf?.kid ?? foreignKid;
  const typed = kid !== null && random.chance(style.kidInTextShare);
  if (typed && kid !== null) {
    parts.push(`${random.pick(['KID', 'KID:', 'Kid nr', ''])} ${group(kid, random)}`.trim());
    tags.push('kid_in_text');
  }
  if (cited.length > 0) {
    const numbers = cited.map(({ number }) => bare(number, random));
    const [first = '', ...rest] = typo ? [mistype(numbers[0] ?? '', random), ...numbers.slice(1)] : numbers;
    const forms = style.unseenForms && random.chance(0.25) ? [unseenForm(first, random), ...rest] : [first, ...rest];
    const word = random.chance(0.7) ? `${random.pick(words)} ` : '';
    parts.push(word + forms.join(random.pick([', ', ' ', '+', ' og ', '/'])));
    if (cited.length === 1) tags.push('number_cited');
  }
  if (foreignNumber !== null) parts.push(`${random.pick(words)} ${foreignNumber}`);
  if (message !== null) parts.push(message);
  return {
    kid: typed ? null : kid,
    text: parts.length === 0 ? null : parts.join(' '),
    tags: kid === null ? tags : [...tags, 'kid'],
  };
}

/** A prefix is often left out. */
const bare = (number: string, random: Random): string =>
  random.chance(0.5) ? number.replace(/^[A-Z]+-?/, '') : number;

function group(digits: string, random: Random): string {
  const mark = random.pick(['', '', ' ', '.']);
  return mark === '' ? digits : (digits.match(/.{1,4}/g) ?? [digits]).join(mark);
}

function unseenForm(number: string, random: Random): string {
  switch (random.integer(0, 3)) {
    case 0:
      return group(number, random);
    case 1:
      return `00${number}`;
    case 2:
      return `fakt${number}`;
    default:
      return `${number}-${random.integer(24, 25)}`;
  }
}

function mistype(number: string, random: Random): string {
  const at = random.integer(0, Math.max(0, number.length - 2));
  const [one = '', two = ''] = [number[at], number[at + 1]];
  if (random.chance(0.5) && one !== two) return number.slice(0, at) + two + one + number.slice(at + 2);
  return number.slice(0, at) + String((Number(one) + random.integer(1, 9)) % 10 || 0) + number.slice(at + 1);
}
