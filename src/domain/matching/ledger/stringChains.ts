/**
 * A multimap from strings to numbers in four bytes a link: it keeps hashes only, so whoever asks compares the strings
 * themselves. A million entries take 16 MB, where a Map of strings takes ten times that.
 */
export class StringChains {
  readonly #mask: number;
  readonly #first: Int32Array;
  #next: Int32Array;
  #values: Int32Array;
  #count = 0;

  /** @param expected entries; more are taken too. */
  constructor(expected: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, expected)));
    this.#mask = slots - 1;
    this.#first = new Int32Array(slots).fill(-1);
    this.#next = new Int32Array(Math.max(2, expected));
    this.#values = new Int32Array(Math.max(2, expected));
  }

  add(key: string, value: number): void {
    if (this.#count === this.#next.length) {
      this.#next = doubled(this.#next);
      this.#values = doubled(this.#values);
    }
    const slot = hashOf(key) & this.#mask;
    this.#next[this.#count] = this.#first[slot] ?? -1;
    this.#values[this.#count] = value;
    this.#first[slot] = this.#count;
    this.#count += 1;
  }

  /** Values that were added with this key, in order of insertion, each once; `isOf` tells them from those of the same hash. */
  valuesOf(key: string, isOf: (value: number) => boolean): readonly number[] {
    const found: number[] = [];
    for (let link = this.#first[hashOf(key) & this.#mask] ?? -1; link >= 0; link = this.#next[link] ?? -1) {
      const value = this.#values[link];
      // Another key of the same value may share the hash.
      if (value !== undefined && value !== found.at(-1) && isOf(value)) found.push(value);
    }
    return found.toReversed();
  }
}

function doubled(array: Int32Array): Int32Array {
  const longer = new Int32Array(array.length * 2);
  longer.set(array);
  return longer;
}

/** FNV-1a over UTF-16 units, mixed once more so that the low bits depend on all (MurmurHash3's finalizer). */
function hashOf(key: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01_00_01_93);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  return hash ^ (hash >>> 13);
}
