import { type IdPolicies, provenIds } from './idPolicy.ts';
import type { ObservedEntry, PairTier, RowUpdate, StoredRow } from './mergePlan.ts';
import { type Leftover, pairAsMany, pairBestFirst, pairByKey, pairInOrder } from './pairing.ts';
import { enrichmentKey, isHardConflict, isTextExtension, referenceKey } from './textEnrichment.ts';
import { comparedWords, leastSimilarity, similarity } from './textSimilarity.ts';

/** Comparisons that one bucket may cost in the search for extended texts; larger leftovers go straight to T3. */
const textComparisonsPerBucket = 250_000;
/** Combinations whose similarity is looked at; of larger leftovers rows and entries are paired in order. */
const similaritiesPerBucket = 2_500;
/** And in the search for what conflicts with nothing: what it does not come to waits, as if all of it conflicted. */
const comparisonsPerBucket = 2_000_000;

export interface RowPair {
  readonly row: StoredRow;
  readonly item: ObservedEntry;
  readonly tier: PairTier;
  /** `null`: nothing but ids differs. */
  readonly reason: RowUpdate['reason'] | null;
  /** The entry may be another payment than the one that the row showed. */
  readonly isDissimilar: boolean;
}

export interface PairedBucket extends Leftover<StoredRow, ObservedEntry> {
  readonly pairs: readonly RowPair[];
}

type Sides = Leftover<StoredRow, ObservedEntry>;
type Found = readonly (readonly [StoredRow, ObservedEntry])[];

/**
 * Pairs the live rows of one bucket with what is shown of it, strictest tier first, one to one (ledger 6, step 3). Rows
 * come by slot, entries by content. Only T0 and T1 pair across a hard conflict.
 */
export function pairBucket(sides: Sides, policies: IdPolicies): PairedBucket {
  const t0 = pairById(sides, policies);
  const t1 = pairByKey(
    t0,
    (row) => row.contentSha256,
    (entry) => entry.contentSha256,
  );
  const known = [...toPairs(t0.pairs, 'T0', 'same_id'), ...toPairs(t1.pairs, 'T1', 'same_id')];
  if (t1.rows.length === 0 || t1.entries.length === 0) return { rows: t1.rows, entries: t1.entries, pairs: known };
  const changed = pairChanged(t1);
  return { ...changed, pairs: [...known, ...changed.pairs] };
}

function pairById(sides: Sides, policies: IdPolicies): Sides & { readonly pairs: Found } {
  if (policies.transactionId === 'none' && policies.entryReference === 'none') return { ...sides, pairs: [] };
  const owners = new Map(sides.rows.flatMap((row) => row.knownIds.map((id) => [id, row.id] as const)));
  return pairByKey(
    sides,
    (row) => (row.knownIds.length === 0 ? null : row.id),
    ({ entry }) => provenIds(entry, policies).flatMap((id) => owners.get(id) ?? [])[0] ?? null,
  );
}

const isFree = (row: StoredRow, { entry }: ObservedEntry): boolean => !isHardConflict(row.details, entry.details);
const isExtended = (row: StoredRow, observed: ObservedEntry): boolean =>
  isTextExtension(row.details, observed.entry.details) && isFree(row, observed);

/** T2 and T3: each pass sees what the one before left. */
function pairChanged(sides: Sides): PairedBucket {
  const enriched = pairByKey(
    sides,
    ({ details }) => enrichmentKey(details),
    ({ entry }) => enrichmentKey(entry.details),
  );
  const extended = pairInOrder(enriched, isExtended, textComparisonsPerBucket);
  const referenced = pairReferenced(extended);
  const rest = pairRest(referenced);
  return {
    rows: rest.rows,
    entries: rest.entries,
    pairs: [...toPairs([...enriched.pairs, ...extended.pairs], 'T2', 'enriched'), ...referenced.pairs, ...rest.pairs],
  };
}

/** A reference narrows the choice, and a payee has many payments: which of them it is the texts decide (I12). */
function pairReferenced({ rows, entries }: Sides): PairedBucket {
  const rowsOf = Map.groupBy(rows, ({ details }) => referenceKey(details));
  const entriesOf = Map.groupBy(entries, ({ entry }) => referenceKey(entry.details));
  const pairs = [...rowsOf].flatMap(([key, ofKey]): readonly RowPair[] => {
    const found = key === null ? undefined : entriesOf.get(key);
    return found === undefined ? [] : pairRest({ rows: ofKey, entries: found }).pairs;
  });
  const [pairedRows, pairedEntries] = [new Set(pairs.map(({ row }) => row)), new Set(pairs.map(({ item }) => item))];
  return {
    rows: rows.filter((row) => !pairedRows.has(row)),
    entries: entries.filter((item) => !pairedEntries.has(item)),
    pairs: pairs.map((pair) => ({ ...pair, reason: 'same_reference' })),
  };
}

function pairRest(sides: Sides): PairedBucket {
  if (sides.rows.length * sides.entries.length > similaritiesPerBucket) {
    const inOrder = pairInOrder(sides, isFree, comparisonsPerBucket);
    return { ...inOrder, pairs: inOrder.pairs.map(toPairInOrder) };
  }
  const rowWords = new Map(sides.rows.map((row) => [row, comparedWords(row.details)] as const));
  const entryWords = new Map(sides.entries.map((item) => [item, comparedWords(item.entry.details)] as const));
  const none: ReadonlySet<string> = new Set();
  const best = pairBestFirst(sides, (row, item) =>
    isFree(row, item) ? similarity(rowWords.get(row) ?? none, entryWords.get(item) ?? none) : null,
  );
  const most = best.rows.length > 0 && best.entries.length > 0 ? pairAsMany(best, isFree) : best;
  return { ...most, pairs: most.pairs.map(toSimilarPair) };
}

function toSimilarPair([row, item]: readonly [StoredRow, ObservedEntry]): RowPair {
  const isDissimilar = similarity(comparedWords(row.details), comparedWords(item.entry.details)) < leastSimilarity;
  return { row, item, tier: 'T3', reason: isDissimilar ? 'same_bucket' : 'similar_text', isDissimilar };
}

/** Of thousands of rows, only those are compared of which somebody is told where they show something else. */
const toPairInOrder = (pair: readonly [StoredRow, ObservedEntry]): RowPair =>
  isDecided(pair[0])
    ? toSimilarPair(pair)
    : { row: pair[0], item: pair[1], tier: 'T3', reason: 'same_bucket', isDissimilar: false };

const isDecided = ({ matchStatus }: StoredRow): boolean => matchStatus === 'matched' || matchStatus === 'ignored';

const toPairs = (found: Found, tier: PairTier, reason: RowUpdate['reason']): readonly RowPair[] =>
  found.map(([row, item]) => ({
    row,
    item,
    tier,
    reason: row.contentSha256 === item.contentSha256 ? null : reason,
    isDissimilar: false,
  }));
