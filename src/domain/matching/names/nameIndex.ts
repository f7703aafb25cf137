import { type FoldedName, foldedNameOf, fromFolded } from './foldedName.ts';
import { mostPromising } from './mostPromising.ts';
import { weakestScore } from './nameBand.ts';
import { nameSimilarity } from './nameSimilarity.ts';
import { WordIndex } from './wordIndex.ts';

/** Names compared for one search, those with the rarest common words first. */
const mostCompared = 32;
/** Names with a more frequent word are found by their other words. */
const mostEntriesOfWord = 400;
const mostWordsLike = 5;
/** Names looked for, whose answer is kept: an index may live for days. */
const mostRemembered = 20_000;
/** Above this a name is found, but for words that nobody has. */
const goodEnough = 0.93;

export interface NamedParty {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

export interface BestNames {
  /** 0 where nothing is above 0.70. */
  readonly score: number;
  /** Parties of that score, sorted. */
  readonly parties: readonly string[];
}

const nothing: BestNames = { score: 0, parties: [] };

/** The names and aliases of all parties of a client, searched by folded form, rare words, and words mistyped or cut. */
export class NameIndex {
  readonly #entryByFolded = new Map<string, number>();
  readonly #names: FoldedName[] = [];
  readonly #wordIdsOf: (readonly number[])[] = [];
  readonly #partiesOfEntry: string[][] = [];
  readonly #entriesOfParty = new Map<string, number[]>();
  readonly #words = new WordIndex();
  readonly #best = new Map<string, BestNames>();

  constructor(parties: Iterable<NamedParty>) {
    for (const { id, name, aliases } of parties) {
      this.add(id, name);
      for (const alias of aliases) this.add(id, alias);
    }
  }

  /** A further name of a party, as learnt. */
  add(partyId: string, name: string): void {
    const named = foldedNameOf(name);
    if (named.folded === '') return;
    this.#best.clear();
    const entry = this.#entryOf(named);
    const parties = this.#partiesOfEntry[entry];
    if (parties === undefined || parties.includes(partyId)) return;
    parties.push(partyId);
    const entries = this.#entriesOfParty.get(partyId);
    if (entries === undefined) this.#entriesOfParty.set(partyId, [entry]);
    else entries.push(entry);
  }

  /** The parties whose names are the most like this, in the form of `foldName`. Cached per name. */
  best(folded: string): BestNames {
    const known = this.#best.get(folded);
    if (known !== undefined) return known;
    const found = this.#search(folded);
    if (this.#best.size >= mostRemembered) this.#best.clear();
    this.#best.set(folded, found);
    return found;
  }

  /** The similarity to the most like of the party's names, 0 to 1. */
  score(name: FoldedName, partyId: string): number {
    let best = 0;
    for (const entry of this.#entriesOfParty.get(partyId) ?? []) best = Math.max(best, this.#compare(name, entry));
    return best;
  }

  #search(folded: string): BestNames {
    if (folded === '') return nothing;
    const same = this.#entryByFolded.get(folded);
    if (same !== undefined) return this.#bestOf(new Map([[same, 1]]));
    const name = fromFolded(folded);
    const scores = new Map<number, number>();
    const last = folded.slice(folded.lastIndexOf(' ') + 1);
    this.#compareThoseWith(name, [...name.words, ...this.#words.wordsBeginning(last, mostWordsLike)], scores);
    // A word that nobody has is mistyped; one that somebody has may be, too, where nothing good was found.
    const isGood = Math.max(0, ...scores.values()) > goodEnough;
    const mistyped = name.words.filter((word) =>
      isGood ? this.#words.entriesOf(word).length === 0 : !this.#isCommon(word),
    );
    const like = mistyped.flatMap((word) => this.#words.wordsLike(word, mostWordsLike));
    this.#compareThoseWith(name, like, scores);
    return this.#bestOf(scores);
  }

  /** Of entries with these words the most promising are compared. */
  #compareThoseWith(name: FoldedName, words: readonly string[], scores: Map<number, number>): void {
    const found = [...new Set(words)].filter((word) => !this.#isCommon(word)).map(this.#words.entriesOf);
    const known = new Set(this.#words.idsOf(name.words));
    const shared = (entry: number): number => countIn(known, this.#wordIdsOf[entry] ?? []);
    for (const entry of mostPromising(found, shared, mostCompared))
      if (!scores.has(entry)) scores.set(entry, this.#compare(name, entry));
  }

  /** Such a word finds too many, and is not another one mistyped. */
  #isCommon = (word: string): boolean => this.#words.entriesOf(word).length > mostEntriesOfWord;

  #bestOf(scores: ReadonlyMap<number, number>): BestNames {
    const score = Math.max(0, ...scores.values());
    if (score <= weakestScore) return nothing;
    const entries = [...scores].filter(([, one]) => one === score).map(([entry]) => entry);
    const parties = new Set(entries.flatMap((entry) => this.#partiesOfEntry[entry] ?? []));
    return { score, parties: [...parties].toSorted() };
  }

  #compare(name: FoldedName, entry: number): number {
    const other = this.#names[entry];
    return other === undefined ? 0 : nameSimilarity(name, other);
  }

  #entryOf(named: FoldedName): number {
    const known = this.#entryByFolded.get(named.folded);
    if (known !== undefined) return known;
    const entry = this.#names.push(named) - 1;
    this.#entryByFolded.set(named.folded, entry);
    this.#partiesOfEntry.push([]);
    this.#words.add(named.words, entry);
    this.#wordIdsOf.push(this.#words.idsOf(named.words));
    return entry;
  }
}

function countIn(known: ReadonlySet<number>, ids: readonly number[]): number {
  let count = 0;
  for (const id of ids) if (known.has(id)) count += 1;
  return count;
}
