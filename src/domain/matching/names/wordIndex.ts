/** Words that share fewer trigrams are not one word, mistyped. */
const fewestCommon = 2;
/** Nor those that share so many fewer than the best of them. */
const fewerThanBest = 2;
const shortestPrefix = 4;
/** Trigrams such as those of `-sen` are in too many words to tell any of them. */
const mostLookedAt = 2500;

const trigramsOf = (word: string): readonly string[] => {
  const padded = `  ${word} `;
  return Array.from({ length: padded.length - 2 }, (_, start) => padded.slice(start, start + 3));
};

/** Words of many names: which entries have a word, one that begins so, or one that looks like it. */
export class WordIndex {
  readonly #entriesByWord = new Map<string, number[]>();
  readonly #ids = new Map<string, number>();
  #words: readonly string[] | null = null;
  /** By word, zero between two searches. */
  #common = new Uint8Array(0);
  readonly #wordsByTrigram = new Map<string, number[]>();

  add(words: readonly string[], entry: number): void {
    for (const word of words) {
      const entries = this.#entriesByWord.get(word);
      if (entries === undefined) {
        this.#ids.set(word, this.#ids.size);
        this.#entriesByWord.set(word, [entry]);
        this.#words = null;
      } else entries.push(entry);
    }
  }

  /** A number for each word, in order of its first appearance; −1: no entry has it. */
  idsOf = (words: readonly string[]): readonly number[] => words.map((word) => this.#ids.get(word) ?? -1);

  entriesOf = (word: string): readonly number[] => this.#entriesByWord.get(word) ?? [];

  /** Words of which this is the beginning, at most so many, in order of the alphabet: names are cut inside a word. */
  wordsBeginning(prefix: string, most: number): readonly string[] {
    if (prefix.length < shortestPrefix) return [];
    const words = this.#sortedWords();
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((words[middle] ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    return words.slice(low, low + most).filter((word) => word.startsWith(prefix));
  }

  /** Words like this one by their rarest trigrams, best first, at most so many. */
  wordsLike(word: string, most: number): readonly string[] {
    const words = this.#sortedWords();
    if (this.#wordsByTrigram.size === 0) this.#indexTrigrams(words);
    const touched = this.#countCommon(trigramsOf(word));
    let mostCommon = 0;
    for (const at of touched) mostCommon = Math.max(mostCommon, this.#common[at] ?? 0);
    const fewest = Math.max(fewestCommon, mostCommon - fewerThanBest);
    const found: { readonly like: string; readonly score: number }[] = [];
    for (const at of touched) {
      const common = this.#common[at] ?? 0;
      this.#common[at] = 0;
      if (common < fewest) continue;
      const like = words[at] ?? '';
      found.push({ like, score: common / (word.length + like.length) });
    }
    return found
      .toSorted((a, b) => b.score - a.score || (a.like < b.like ? -1 : 1))
      .slice(0, most)
      .map(({ like }) => like);
  }

  /** Counts the trigrams that each word shares, the rarest trigrams first, and says which words share any. */
  #countCommon(trigrams: readonly string[]): readonly number[] {
    const lists = trigrams.map((trigram) => this.#wordsByTrigram.get(trigram) ?? []);
    const touched: number[] = [];
    let looked = 0;
    for (const list of lists.toSorted((a, b) => a.length - b.length)) {
      looked += list.length;
      if (looked > mostLookedAt) break;
      for (const at of list) {
        const before = this.#common[at] ?? 0;
        if (before === 0) touched.push(at);
        this.#common[at] = before + 1;
      }
    }
    return touched;
  }

  #sortedWords(): readonly string[] {
    if (this.#words === null) {
      this.#words = [...this.#entriesByWord.keys()].toSorted();
      this.#wordsByTrigram.clear();
    }
    return this.#words;
  }

  #indexTrigrams(words: readonly string[]): void {
    this.#common = new Uint8Array(words.length);
    for (const [at, word] of words.entries())
      for (const trigram of new Set(trigramsOf(word))) {
        const found = this.#wordsByTrigram.get(trigram);
        if (found === undefined) this.#wordsByTrigram.set(trigram, [at]);
        else found.push(at);
      }
  }
}
