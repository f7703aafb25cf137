import { bucketKey } from './bucket.ts';
import type { MergeInput, MergePlan, ObservedEntry, RowUpdate, StoredRow } from './mergePlan.ts';
import { pairByKey, pairInOrder } from './pairing.ts';
import { enrichmentKey, isHardConflict, isTextExtension, referenceKey } from './textEnrichment.ts';

/** Comparisons that one bucket may cost in the search for extended texts; larger leftovers go straight to T3. */
const textComparisonsPerBucket = 250_000;
/** And in the search for what conflicts with nothing: what it does not come to waits, as if all of it conflicted. */
const comparisonsPerBucket = 2_000_000;

/**
 * What the merge of a completely read window changes (ledger 6, steps 3 and 4). Pure; the result depends on the set of
 * inputs, not on their order. Within a bucket observed entries are paired with live rows one to one, strictest tier
 * first: T1 equal content, T2 equal but for enrichment, T3 the rest by slot. What is observed beyond the rows there
 * becomes new rows, so that count(bucket) = max(stored, observed): twins survive and a second merge changes nothing.
 *
 * Only T1 pairs across a hard conflict. A conflict in an unchanged count changes nothing and is reported in `waiting`;
 * rows of the window that nothing was paired with are reported in `missing`, and nothing is withdrawn.
 *
 * Cost: linear but for leftovers within one bucket. Throws `RangeError` for id policy `proven`, which no bank has yet.
 */
export function planMerge({ stored, observed, policy, window }: MergeInput): MergePlan {
  if (policy !== 'none') throw new RangeError('id policy "proven" is not available');
  const rowsByBucket = Map.groupBy(stored, bucketKey);
  const entriesByBucket = Map.groupBy(observed, ({ entry }) => bucketKey(entry));
  const keys = [...new Set([...rowsByBucket.keys(), ...entriesByBucket.keys()])].toSorted();
  const buckets = keys.map((key) => planBucket(rowsByBucket.get(key) ?? [], entriesByBucket.get(key) ?? []));

  const isInWindow = ({ bookingDate }: StoredRow): boolean =>
    window === undefined || (window.from <= bookingDate && bookingDate <= window.to);
  const inserts = buckets.flatMap((bucket) => bucket.inserts);
  return {
    inserts,
    updates: buckets.flatMap((bucket) => bucket.updates),
    waiting: buckets.flatMap((bucket) => bucket.waiting),
    missing: buckets.flatMap((bucket) => bucket.missing.filter(isInWindow).map(({ id }) => id)),
    paired: buckets.reduce((total, bucket) => total + bucket.paired, 0),
    duplicates: observed.length - inserts.length,
  };
}

interface BucketPlan extends Pick<MergePlan, 'inserts' | 'updates' | 'waiting' | 'paired'> {
  readonly missing: readonly StoredRow[];
}

function planBucket(stored: readonly StoredRow[], observed: readonly ObservedEntry[]): BucketPlan {
  const rows = stored.filter(({ status }) => status === 'booked').toSorted((a, b) => a.slot - b.slot);
  const entries = observed.length > 1 ? inContentOrder(observed) : observed;

  const t1 = pairByKey(
    { rows, entries },
    (row) => row.contentSha256,
    (entry) => entry.contentSha256,
  );
  const { updates, ...left } = pairChanged(t1);

  // Growth is what the observed count exceeds the row count by, whatever conflicts: the rest of the entries wait.
  const growth = Math.max(0, entries.length - rows.length);
  const highestSlot = stored.reduce((highest, { slot }) => Math.max(highest, slot), 0);
  const inserts = left.entries.slice(0, growth).map((entry, index) => ({ ...entry, slot: highestSlot + 1 + index }));
  const conflicting = left.entries.slice(growth);
  const waiting = left.rows.slice(0, conflicting.length).flatMap((row, index) => {
    const entry = conflicting[index];
    return entry === undefined ? [] : [{ ...entry, storedId: row.id, reason: 'hard_conflict' as const }];
  });
  return {
    inserts,
    updates,
    waiting,
    missing: left.rows.slice(conflicting.length),
    paired: t1.pairs.length + updates.length,
  };
}

interface Unpaired {
  readonly rows: readonly StoredRow[];
  readonly entries: readonly ObservedEntry[];
}

type Pair = readonly [StoredRow, ObservedEntry];

const isFree = (row: StoredRow, { entry }: ObservedEntry): boolean => !isHardConflict(row.details, entry.details);

/** T2 and T3: each pass sees what the one before left. */
function pairChanged(unpaired: Unpaired): Unpaired & { readonly updates: readonly RowUpdate[] } {
  if (unpaired.rows.length === 0 || unpaired.entries.length === 0) return { ...unpaired, updates: [] };
  const isExtended = (row: StoredRow, observed: ObservedEntry): boolean =>
    isTextExtension(row.details, observed.entry.details) && isFree(row, observed);

  const enriched = pairByKey(
    unpaired,
    ({ details }) => enrichmentKey(details),
    ({ entry }) => enrichmentKey(entry.details),
  );
  const isSmall = enriched.rows.length * enriched.entries.length <= textComparisonsPerBucket;
  const extended = isSmall ? pairInOrder(enriched, isExtended, textComparisonsPerBucket) : { ...enriched, pairs: [] };
  const referenced = pairByKey(
    extended,
    ({ details }) => referenceKey(details),
    ({ entry }) => referenceKey(entry.details),
  );
  const rest = pairInOrder(referenced, isFree, comparisonsPerBucket);
  return {
    rows: rest.rows,
    entries: rest.entries,
    updates: [
      ...[...enriched.pairs, ...extended.pairs].map((pair) => toUpdate(pair, 'T2', 'enriched')),
      ...referenced.pairs.map((pair) => toUpdate(pair, 'T3', 'same_reference')),
      ...rest.pairs.map((pair) => toUpdate(pair, 'T3', 'same_bucket')),
    ],
  };
}

const toUpdate = ([row, observed]: Pair, tier: RowUpdate['tier'], reason: RowUpdate['reason']): RowUpdate => ({
  ...observed,
  storedId: row.id,
  before: { valueDate: row.valueDate, details: row.details },
  tier,
  reason,
});

/** Arrival order must not matter: by content, then by what the content leaves out. */
function inContentOrder(observed: readonly ObservedEntry[]): readonly ObservedEntry[] {
  const keyed = observed.map((item) => {
    const { bankTransactionId, entryReference, balanceAfterMinor } = item.entry.details;
    return { item, key: `${item.contentSha256}|${bankTransactionId}|${entryReference}|${balanceAfterMinor}` };
  });
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}
