import { foldName } from './foldName.ts';

/** A name made ready for many comparisons. */
export interface FoldedName {
  readonly folded: string;
  /** Its different words, sorted. */
  readonly words: readonly string[];
  /** The words in order of the alphabet: `ola nordmann` and `nordmann ola` alike. */
  readonly sorted: string;
}

export const foldedNameOf = (name: string): FoldedName => fromFolded(foldName(name));

/** From text in the form of `foldName`. */
export function fromFolded(folded: string): FoldedName {
  const all = folded.split(' ').toSorted();
  return { folded, words: all.filter((word, index) => word !== all[index - 1]), sorted: all.join(' ') };
}
