/** Company forms, which registers, payers and banks write or leave out at will; foreign ones that pay Norwegian bills too. */
const legalForms: ReadonlySet<string> = new Set(
  'as asa ans da enk sa nuf ba ks hf iks kf fkf sf stiftelse stiftelsen ab aps gmbh ag ltd limited inc llc oy bv plc'.split(
    ' ',
  ),
);

/** Banks have 140 characters for a name at most (ISO 20022); whatever is longer is no name, and costly to compare. */
const longestName = 140;

const letters: ReadonlyMap<string, string> = new Map([
  ['aa', 'a'],
  ['ae', 'a'],
  ['æ', 'a'],
  ['oe', 'o'],
  ['ø', 'o'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ł', 'l'],
  ['ß', 'ss'],
]);

/**
 * The form in which names are compared (matching 4): lower case; å, aa and a alike, ø, oe and o, æ, ae and a; no accents,
 * punctuation, legal forms or Vipps prefix; words one space apart. A name of legal forms alone keeps them.
 */
export function foldName(name: string): string {
  const words = foldLetters(name.slice(0, longestName))
    .replace(/\b([ad])[/.]s\b\.?/g, '$1s')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^vipps (?:fra |av )?/, '')
    .split(' ');
  const kept = words.filter((word) => !legalForms.has(word));
  return (kept.length === 0 ? words : kept).join(' ');
}

/** Case, accents and the Norwegian letters with their spellings; everything else stays. `å` before an `e` is no `ae`. */
const foldLetters = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/a[ae]|oe|[æøðþłß]/g, (letter) => letters.get(letter) ?? letter)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
