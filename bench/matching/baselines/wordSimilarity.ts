import type { Party } from '../../../src/domain/matching/openItem.ts';

const forms = new Set(['as', 'asa', 'ans', 'da', 'enk', 'sa', 'nuf']);

/** Lower case, letters and digits only, without legal forms. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !forms.has(word));

/** 0 to 1: the share of common words (Dice), or 0.9 of how much of the shorter one is contained. */
export function wordSimilarity(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const other = new Set(b);
  const common = a.filter((word) => other.has(word)).length;
  return Math.max((2 * common) / (a.length + b.length), (0.9 * common) / Math.min(a.length, b.length));
}

/** Parties that share a word with a text, with their similarity; at least half alike, the 50 best. */
export class PartySearch {
  readonly #words = new Map<string, readonly string[]>();
  readonly #byWord = new Map<string, string[]>();
  readonly #cache = new Map<string, ReadonlyMap<string, number>>();

  constructor(parties: Iterable<Party>) {
    for (const { id, name } of parties) {
      const words = wordsOf(name);
      this.#words.set(id, words);
      for (const word of new Set(words)) this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), id]);
    }
  }

  find(text: string): ReadonlyMap<string, number> {
    const cached = this.#cache.get(text);
    if (cached !== undefined) return cached;
    const words = wordsOf(text);
    const ids = new Set(words.flatMap((word) => this.#byWord.get(word) ?? []));
    const scored = Array.from(ids, (id) => [id, wordSimilarity(words, this.#words.get(id) ?? [])] as const);
    const best = new Map(
      scored
        .filter(([, score]) => score >= 0.5)
        .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
        .slice(0, 50),
    );
    this.#cache.set(text, best);
    return best;
  }
}
