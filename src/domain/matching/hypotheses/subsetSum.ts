/** Items that cannot be told apart, as one summand that may be used several times. */
export interface Summand {
  /** Positive minor units. */
  readonly amountMinor: bigint;
  readonly copies: number;
}

export interface SubsetSums {
  /** Every way to reach the sum; copies of a summand are interchangeable, so they make no further way. */
  readonly solutions: number;
  /** The first of them, at most three: how many copies of each summand. */
  readonly shown: readonly (readonly number[])[];
}

/** A person is shown three candidates at most (contract 3.2). */
const mostShown = 3;

/**
 * Counts the subsets of `fewest` to `most` parts whose sum is exact (matching 5). Depth first, from the largest amount
 * down; a branch ends where even the largest amounts left, or the least of them, cannot meet what is missing. At 20 items
 * and 5 parts these are at most 21,679 subsets of two parts or more.
 */
export function countSubsetSums(
  summands: readonly Summand[],
  targetMinor: bigint,
  { fewest, most }: { readonly fewest: number; readonly most: number },
): SubsetSums {
  // Doubles are exact up to 2^53 minor units, and many times faster than bigints here; what is more is no sum of anybody's.
  if (targetMinor > BigInt(Number.MAX_SAFE_INTEGER)) return { solutions: 0, shown: [] };
  const order = summands
    .map(({ amountMinor, copies }, index) => ({ amount: Number(amountMinor), copies, index }))
    .toSorted((a, b) => b.amount - a.amount || a.index - b.index);
  const chosen = summands.map(() => 0);
  const shown: number[][] = [];
  let solutions = 0;
  walk(0, Number(targetMinor), 0);
  return { solutions, shown };

  function walk(position: number, missing: number, parts: number): void {
    if (missing === 0 && parts >= fewest) {
      solutions += 1;
      if (shown.length < mostShown) shown.push([...chosen]);
    }
    const summand = order[position];
    if (summand === undefined || missing <= 0 || parts === most) return;
    if (summand.amount * (most - parts) < missing) return;
    const mostCopies = Math.min(summand.copies, most - parts, Math.floor(missing / summand.amount));
    for (let copies = mostCopies; copies >= 1; copies--) {
      chosen[summand.index] = copies;
      walk(position + 1, missing - copies * summand.amount, parts + copies);
    }
    chosen[summand.index] = 0;
    walk(position + 1, missing, parts);
  }
}

/** How many subsets of 2 to `most` parts there are: over so many an exact sum is spread (matching 4, fix 2). */
export function subsetsTried(items: number, most: number): number {
  let [tried, ofSize] = [0, 1];
  for (let size = 1; size <= Math.min(items, most); size++) {
    ofSize = (ofSize * (items - size + 1)) / size;
    if (size >= 2) tried += ofSize;
  }
  return tried;
}
