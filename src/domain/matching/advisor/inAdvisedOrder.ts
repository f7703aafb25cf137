/**
 * Candidates in the order that an advisor gave (matching 11). Places that are not there count for nothing; who is named
 * nowhere follows in the order that was, so none is ever lost or doubled. @param places indices, the best first
 */
export function inAdvisedOrder<Candidate>(
  candidates: readonly Candidate[],
  places: readonly number[],
): readonly Candidate[] {
  const named = [...new Set(places)].filter((place) => place in candidates);
  const others = [...candidates.keys()].filter((place) => !named.includes(place));
  return [...named, ...others].flatMap((place) => candidates[place] ?? []);
}
