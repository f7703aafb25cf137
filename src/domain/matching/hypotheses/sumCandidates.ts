import type { OpenItem } from '../openItem.ts';
import { byNumber, compareText, lookKey } from './interchangeable.ts';
import { countSubsetSums, type Summand, subsetsTried } from './subsetSum.ts';

/** Items of one party whose sum, credit notes taken off, is the payment. */
export interface SumSet {
  readonly items: readonly OpenItem[];
  /** How many sets the search that found it could have found: its chance is spread over them. */
  readonly tried: number;
  readonly isCited: boolean;
}

export interface SumSearch {
  readonly sets: readonly SumSet[];
  /** Distinct ways to reach the sum; more than were searched for where the party has too many items (`isExhaustive`). */
  readonly solutions: number;
  readonly isExhaustive: boolean;
}

/** The dynamic part looks at so many items, and sums of so many parts (matching 5). */
export const mostItems = 20;
export const mostParts = 5;
/** Credit notes netted at once (none, one or a pair), and looked at. */
const mostCredits = 2;
const mostCreditItems = 5;
const mostShown = 3;

export interface SumPool {
  /** Open invoices of the party, oldest due first. */
  readonly invoices: readonly OpenItem[];
  /** Its open credit notes, oldest due first. */
  readonly credits: readonly OpenItem[];
  /** Of both, those the payment cites. */
  readonly cited: readonly OpenItem[];
}

/**
 * Sets of items that add up to the payment (matching 5): those cited; all open up to a date and runs by due date; then any
 * of at most 20 items and 5 parts, with every solution counted. Credit notes lower the sum.
 */
export function searchSums(pool: SumPool, paidMinor: bigint): SumSearch {
  const cited = citedSet(pool, paidMinor);
  if (cited !== null) return { sets: [cited], solutions: 1, isExhaustive: true };
  const runs = runsOf(pool, paidMinor);
  const counted = countSets(pool, paidMinor);
  const known = new Set(runs.map(({ items }) => keyOf(items)));
  const others = counted.sets.filter(({ items }) => !known.has(keyOf(items)));
  const outside = runs.filter(({ items }) => !isWithinCount(items, counted.searched)).length;
  const isExhaustive = pool.invoices.length <= mostItems && pool.credits.length <= mostCreditItems;
  const sets = [...runs, ...others].slice(0, mostShown);
  // One invoice of just this amount is a simpler explanation: beside it no sum is the only one.
  const alone = pool.invoices.filter(({ residualMinor }) => residualMinor === paidMinor).length;
  return { sets, solutions: counted.solutions + outside + alone, isExhaustive };
}

export const netOf = (items: readonly OpenItem[]): bigint =>
  items.reduce((sum, { kind, residualMinor }) => sum + (kind === 'credit_note' ? -residualMinor : residualMinor), 0n);

/** Everything that the payment cites, where it is several items and adds up: documents outrank arithmetic. */
function citedSet({ cited }: SumPool, paidMinor: bigint): SumSet | null {
  return cited.length >= 2 && netOf(cited) === paidMinor ? { items: cited, tried: 1, isCited: true } : null;
}

/** Contiguous by due date; such a run from the oldest on is "all open up to a date", and among fewer, so it weighs more. */
function runsOf({ invoices, credits }: SumPool, paidMinor: bigint): readonly SumSet[] {
  const found = new Map<string, SumSet>();
  const lines = credits.length === 0 ? [invoices] : [invoices, [...invoices, ...credits].toSorted(byDue)];
  for (const line of lines)
    for (let from = 0; from < line.length; from++) {
      let sum = 0n;
      for (let to = from; to < line.length; to++) {
        const item = line[to];
        if (item === undefined) break;
        sum += item.kind === 'credit_note' ? -item.residualMinor : item.residualMinor;
        if (to === from || sum !== paidMinor) continue;
        const items = line.slice(from, to + 1);
        const tried = from === 0 ? line.length : (line.length * (line.length - 1)) / 2;
        if (!found.has(keyOf(items))) found.set(keyOf(items), { items, tried, isCited: false });
      }
    }
  return [...found.values()];
}

const byDue = (a: OpenItem, b: OpenItem): number => compareText(a.dueDate, b.dueDate) || byNumber(a, b);

interface CountedSets {
  readonly sets: readonly SumSet[];
  readonly solutions: number;
  readonly searched: ReadonlySet<string>;
}

function countSets({ invoices, credits }: SumPool, paidMinor: bigint): CountedSets {
  const looks = [...Map.groupBy(invoices.slice(0, mostItems), lookKey).values()].map((same) => same.toSorted(byNumber));
  const summands = looks.map((same): Summand => ({ amountMinor: same[0]?.residualMinor ?? 0n, copies: same.length }));
  const creditSets = subsetsOfCredits(credits.slice(0, mostCreditItems));
  const tried = subsetsTried(Math.min(invoices.length, mostItems), mostParts) * creditSets.length;
  const sets: SumSet[] = [];
  let solutions = 0;
  for (const creditSet of creditSets) {
    const missing = paidMinor - netOf(creditSet);
    const limits = { fewest: creditSet.length === 0 ? 2 : 1, most: mostParts - creditSet.length };
    const counted = countSubsetSums(summands, missing, limits);
    solutions += counted.solutions;
    for (const copies of counted.shown) {
      const chosen = looks.flatMap((same, index) => same.slice(0, copies[index] ?? 0));
      sets.push({ items: [...chosen, ...creditSet], tried, isCited: false });
    }
  }
  const searched = new Set([...invoices.slice(0, mostItems), ...credits.slice(0, mostCreditItems)].map(({ id }) => id));
  return { sets, solutions, searched };
}

/** The empty one first; interchangeable ones once. */
function subsetsOfCredits(credits: readonly OpenItem[]): readonly (readonly OpenItem[])[] {
  const singles = credits.map((credit) => [credit]);
  const pairs = credits.flatMap((credit, index) => credits.slice(index + 1).map((other) => [credit, other]));
  const all = [[], ...singles, ...pairs];
  return all.filter((one, index) => all.findIndex((other) => keyOf(other) === keyOf(one)) === index);
}

/** Whether the exhaustive count has counted this run: few enough parts, all of them among the items it looked at. */
const isWithinCount = (items: readonly OpenItem[], searched: ReadonlySet<string>): boolean =>
  items.length <= mostParts &&
  items.filter(({ kind }) => kind === 'credit_note').length <= mostCredits &&
  items.every(({ id }) => searched.has(id));

const keyOf = (items: readonly OpenItem[]): string => items.map(lookKey).toSorted().join('|');
