/** Winkler's share for a common beginning, of at most four characters, given only to pairs that are near already. */
const prefixShare = 0.1;
const longestPrefix = 4;
const nearEnough = 0.7;

/**
 * Jaro's similarity with Winkler's bonus for a common beginning (Jaro 1989, Winkler 1990), 0 to 1; 1 only for equal
 * strings. Characters are UTF-16 units: folded names have no others.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const jaro = jaroSimilarity(a, b);
  if (jaro <= nearEnough) return jaro;
  let prefix = 0;
  while (prefix < longestPrefix && prefix < a.length && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1;
  return jaro + prefix * prefixShare * (1 - jaro);
}

function jaroSimilarity(a: string, b: string): number {
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Taken(b.length);
  const matchedOfA: number[] = [];
  for (let i = 0; i < a.length; i += 1) {
    const code = a.charCodeAt(i);
    const last = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= last; j += 1) {
      if (b.charCodeAt(j) !== code || taken.has(j)) continue;
      taken.add(j);
      matchedOfA.push(code);
      break;
    }
  }
  const matches = matchedOfA.length;
  if (matches === 0) return 0;
  let outOfOrder = 0;
  for (let j = 0, k = 0; j < b.length; j += 1) {
    if (!taken.has(j)) continue;
    if (b.charCodeAt(j) !== matchedOfA[k]) outOfOrder += 1;
    k += 1;
  }
  return (matches / a.length + matches / b.length + (matches - outOfOrder / 2) / matches) / 3;
}

/** Characters that have found their equal: of most names as the bits of one number. */
class Taken {
  #bits = 0;
  readonly #further: Set<number> | null;

  constructor(length: number) {
    this.#further = length > 31 ? new Set() : null;
  }

  has(at: number): boolean {
    return at < 31 ? (this.#bits & (1 << at)) !== 0 : (this.#further?.has(at) ?? false);
  }

  add(at: number): void {
    if (at < 31) this.#bits |= 1 << at;
    else this.#further?.add(at);
  }
}
