import type { FoldedName } from './foldedName.ts';
import { jaroWinkler } from './jaroWinkler.ts';
import { tokenSetRatio } from './tokenSetRatio.ts';

/** Banks cut names at 35 characters; ten that are the same are no accident. */
const shortestCut = 10;
const cutScore = 0.95;
/** The same words in another order: registers write the family name first. */
const sameWordsScore = 0.97;
/** Just under the band that may carry an automatic match: a contained name alone is none. */
const mostByTokenSet = 0.93;

/**
 * How alike two names are, 0 to 1 (matching 4): the higher of Jaro–Winkler and token-set ratio. 1 is kept for the same
 * folded string; a name cut short, of ten characters or more, and the same words in another order count above 0.93;
 * token-set alone never does.
 */
export function nameSimilarity(a: FoldedName, b: FoldedName): number {
  if (a.folded === b.folded) return 1;
  if (a.folded === '' || b.folded === '') return 0;
  if (a.sorted === b.sorted) return sameWordsScore;
  const inOrder = jaroWinkler(a.folded, b.folded);
  const isSorted = a.sorted === a.folded && b.sorted === b.folded;
  const byLetters = isSorted ? inOrder : Math.max(inOrder, jaroWinkler(a.sorted, b.sorted));
  const byWords = Math.min(mostByTokenSet, tokenSetRatio(a.words, b.words));
  return Math.max(byLetters, byWords, isCutShort(a.folded, b.folded) ? cutScore : 0);
}

const isCutShort = (a: string, b: string): boolean =>
  a.length < b.length ? a.length >= shortestCut && b.startsWith(a) : b.length >= shortestCut && a.startsWith(b);
