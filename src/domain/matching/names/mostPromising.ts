/**
 * Which entries, found by rare words, are worth a comparison, best first: those that share the most words, common ones
 * too, and of these the ones whose found words the fewest entries have; then in order of entry.
 * @param found entries by word found, without repetition in one list
 */
export function mostPromising(
  found: readonly (readonly number[])[],
  sharedWords: (entry: number) => number,
  most: number,
): readonly number[] {
  const rarity = new Map<number, number>();
  for (const entries of found)
    for (const entry of entries) rarity.set(entry, (rarity.get(entry) ?? 0) + 1 / entries.length);
  // Thousands may be found by one typical word: only the groups that can be among the first are put in order.
  const bySharedWords: number[][] = [];
  for (const entry of rarity.keys()) {
    const shared = sharedWords(entry);
    const group = bySharedWords[shared] ?? [];
    bySharedWords[shared] = group;
    group.push(entry);
  }
  const chosen: number[] = [];
  for (let shared = bySharedWords.length - 1; shared >= 0 && chosen.length < most; shared -= 1)
    chosen.push(
      ...(bySharedWords[shared] ?? []).toSorted((a, b) => (rarity.get(b) ?? 0) - (rarity.get(a) ?? 0) || a - b),
    );
  return chosen.slice(0, most);
}
