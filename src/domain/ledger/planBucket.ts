import type { IdPolicies } from './idPolicy.ts';
import type { ObservedEntry, StoredRow } from './mergePlan.ts';
import { pairBucket, type RowPair } from './pairBucket.ts';
import type { BucketShown } from './rereadEvidence.ts';
import { returnedAsIgnored } from './returnedRows.ts';

/** What becomes of one bucket (ledger 6, steps 3 to 7), before other buckets are looked at. */
export interface BucketPlan {
  readonly pairs: readonly RowPair[];
  /** Entries that become rows, from the first free slot on. */
  readonly grown: readonly ObservedEntry[];
  readonly firstFreeSlot: number;
  /** Of the entries that become rows, those that a person ignored before they were withdrawn. */
  readonly ignored: ReadonlySet<ObservedEntry>;
  /** Another payment stands where a row was, and the count did not change (step 7). */
  readonly conflicts: readonly { readonly row: StoredRow; readonly item: ObservedEntry }[];
  /** Rows that nothing was shown of. */
  readonly missing: readonly StoredRow[];
  /** Entries that may have been shown twice: the bucket does not grow by them tonight. */
  readonly uncertain: number;
  /** Matched rows of the bucket that were withdrawn before: an equal one may have come. */
  readonly withdrawnMatched: readonly StoredRow[];
}

/**
 * Count first, then pair (ledger 1): a bucket grows by as many as are surely shown beyond the rows that it has; which
 * entry is which row is decided by `pairBucket` and never changes how many there are.
 */
export function planBucket(
  stored: readonly StoredRow[],
  { entries, doubtful }: Pick<BucketShown, 'entries' | 'doubtful'>,
  policies: IdPolicies,
): BucketPlan {
  const live = stored.filter(({ status }) => status === 'booked').toSorted((a, b) => a.slot - b.slot);
  const { pairs, rows, entries: unpaired } = pairBucket({ rows: live, entries: inContentOrder(entries) }, policies);
  const sure = unpaired.filter((item) => !doubtful.has(item));
  const doubted = unpaired.filter((item) => doubtful.has(item));
  const sureCount = entries.reduce((count, item) => (doubtful.has(item) ? count : count + 1), 0);
  const growth = Math.max(0, sureCount - live.length);
  const inOrder = [...sure, ...doubted];
  const left = inOrder.slice(growth);
  const conflicts = rows.slice(0, left.length).flatMap((row, index) => {
    const item = left[index];
    return item === undefined ? [] : [{ row, item }];
  });
  return {
    pairs,
    grown: inOrder.slice(0, growth),
    ignored: returnedAsIgnored(stored, inOrder.slice(0, growth + conflicts.length)),
    firstFreeSlot: stored.reduce((highest, { slot }) => Math.max(highest, slot), 0) + 1,
    conflicts,
    missing: rows.slice(conflicts.length),
    uncertain: left.length - conflicts.length,
    withdrawnMatched: stored.filter(({ status, matchStatus }) => status !== 'booked' && matchStatus === 'matched'),
  };
}

/** Arrival order must not matter: by content, then by what the content leaves out. */
function inContentOrder(observed: readonly ObservedEntry[]): readonly ObservedEntry[] {
  if (observed.length < 2) return observed;
  const keyed = observed.map((item) => {
    const { bankTransactionId, entryReference, balanceAfterMinor } = item.entry.details;
    return { item, key: `${item.contentSha256}|${bankTransactionId}|${entryReference}|${balanceAfterMinor}` };
  });
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}
