import type { Random } from './random.ts';
import type { Vocabulary } from './vocabulary.ts';

const legalForms = { AS: 84, ASA: 1, ANS: 3, DA: 3, ENK: 5, SA: 2, NUF: 2 } as const;

export interface MadeName {
  readonly name: string;
  /** What its customers call it; null where that is its name. */
  readonly tradeName: string | null;
}

/** A company of this stem; without one, of any. Not unique: the caller asks again. */
export function makeCompanyName(vocabulary: Vocabulary, random: Random, likeName: string | null = null): MadeName {
  const [likeStem, likeTrade] = likeName?.split(' ') ?? [];
  const stem = likeStem ?? random.pick(vocabulary.stems);
  const trade = likeTrade !== undefined && random.chance(0.5) ? likeTrade : random.pick(vocabulary.trades);
  const second = random.chance(0.18) ? ` & ${random.pick(vocabulary.trades)}` : '';
  const place = random.chance(likeName === null ? 0.3 : 0.6) ? ` ${random.pick(vocabulary.places)}` : '';
  const owner = random.chance(0.12) ? `${random.pick(vocabulary.surnames)} ` : '';
  const form = random.weighted(legalForms);
  const tradeName = random.chance(0.15) ? `${stem}${random.chance(0.5) ? trade.toLowerCase() : ' Gruppen'}` : null;
  return { name: `${likeName === null ? owner : ''}${stem} ${trade}${second}${place} ${form}`, tradeName };
}

export function makePersonName(vocabulary: Vocabulary, random: Random, likeName: string | null = null): MadeName {
  const surname = likeName?.split(' ').at(-1) ?? random.pick(vocabulary.surnames);
  const middle = random.chance(0.35) ? ` ${random.pick(vocabulary.surnames)}` : '';
  const second = random.chance(0.3) ? ` ${random.pick(vocabulary.firstNames)}` : '';
  return { name: `${random.pick(vocabulary.firstNames)}${second}${middle} ${surname}`, tradeName: null };
}

/** Names of a ledger: no two equal, some alike. */
export class NameBook {
  readonly #taken = new Set<string>();
  readonly #companies: string[] = [];
  readonly #persons: string[] = [];
  readonly #vocabulary: Vocabulary;
  readonly #lookAlikeShare: number;

  constructor(vocabulary: Vocabulary, lookAlikeShare: number) {
    this.#vocabulary = vocabulary;
    this.#lookAlikeShare = lookAlikeShare;
  }

  make(kind: 'company' | 'person', random: Random): MadeName {
    const known = kind === 'company' ? this.#companies : this.#persons;
    const make = kind === 'company' ? makeCompanyName : makePersonName;
    const like = known.length > 0 && random.chance(this.#lookAlikeShare) ? random.pick(known) : null;
    for (let tries = 0; ; tries += 1) {
      const made = make(this.#vocabulary, random, tries < 5 ? like : null);
      if (this.#taken.has(made.name) && tries < 200) continue;
      this.#taken.add(made.name);
      known.push(made.name);
      return made;
    }
  }
}
