/**
 * Token-set ratio, 0 to 1: the best of the comparisons among the common words and each side's words (as in fuzzywuzzy).
 * It is 1 for any contained name, so it is never enough alone. Words are sorted, without repetition.
 */
export function tokenSetRatio(wordsOfA: readonly string[], wordsOfB: readonly string[]): number {
  const common = wordsOfA.filter((word) => wordsOfB.includes(word));
  if (common.length === 0) return 0;
  if (common.length === wordsOfA.length || common.length === wordsOfB.length) return 1;
  const shared = common.join(' ');
  const restOf = (words: readonly string[]): string => words.filter((word) => !common.includes(word)).join(' ');
  const [a, b] = [`${shared} ${restOf(wordsOfA)}`, `${shared} ${restOf(wordsOfB)}`];
  return Math.max(containedRatio(shared, a), containedRatio(shared, b), indelRatio(a, b));
}

/** The ratio of a string and its own beginning. */
const containedRatio = (beginning: string, whole: string): number =>
  (2 * beginning.length) / (beginning.length + whole.length);

/** Twice the longest common subsequence, over both lengths: 1 less the share of insertions and deletions. */
function indelRatio(a: string, b: string): number {
  const row = new Uint16Array(b.length + 1);
  for (let i = 0; i < a.length; i += 1) {
    const code = a.charCodeAt(i);
    let [diagonal, left] = [0, 0];
    for (let j = 1; j <= b.length; j += 1) {
      const above = row[j] ?? 0;
      left = b.charCodeAt(j - 1) === code ? diagonal + 1 : Math.max(above, left);
      row[j] = left;
      diagonal = above;
    }
  }
  return (2 * (row[b.length] ?? 0)) / (a.length + b.length);
}
