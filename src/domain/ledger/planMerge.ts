import { bucketKey } from './bucket.ts';
import { demotionsByRows } from './demotions.ts';
import { bankIdFields, demoted, type IdPolicies } from './idPolicy.ts';
import type { MergeInput, MergePlan, Snapshot, StoredRow } from './mergePlan.ts';
import { planBucket } from './planBucket.ts';
import { createDraft } from './planDraft.ts';
import { shownBuckets } from './rereadEvidence.ts';
import { settleCorrections } from './settleCorrections.ts';
import { createAnchor } from './shrinkage.ts';

/**
 * What the merge of a completely read window changes (ledger 6). Pure; the result depends on the set of inputs, not on
 * their order. Growth is at once: count(bucket) = max(stored, surely shown). Shrinkage waits for two misses and a date
 * read alone that proves it; a row that is missed and one that came since with the same counterparty are a correction.
 *
 * The plan is right as it stands. Where it names `rereads`, more could be settled if these dates were read first.
 *
 * Cost: linear but for what cannot be paired within one bucket.
 */
export function planMerge(given: MergeInput): MergePlan {
  const demotions = demotionsByRows(given.snapshot.entries, given.stored, given.policies);
  const input = demotions.length === 0 ? given : withoutIds(given, demoted(given.policies, demotions));
  const { policies } = input;
  const shown = shownBuckets(input);
  const rowsByBucket = Map.groupBy(
    input.stored.filter(({ bookingDate }) => !input.skippedDates.has(bookingDate)),
    bucketKey,
  );
  const anchor = createAnchor(input);
  const draft = createDraft(input, anchor);
  for (const key of [...new Set([...rowsByBucket.keys(), ...shown.keys])].toSorted()) {
    const date = key.slice(0, 10);
    const ofBucket = shown.of(key, date);
    draft.add(date, planBucket(rowsByBucket.get(key) ?? [], ofBucket, policies), ofBucket);
  }
  return { ...settleCorrections(input, draft.finish(shown.rereadDates)), demotions };
}

/** Ids that turned out to prove nothing pair nothing, and what they had made one may be two. */
function withoutIds(input: MergeInput, policies: IdPolicies): MergeInput {
  const keeps = (known: string): boolean =>
    bankIdFields.some((field) => policies[field] === 'proven' && known.startsWith(`${field}:`));
  return {
    ...input,
    policies,
    stored: input.stored.map((row): StoredRow => ({ ...row, knownIds: row.knownIds.filter(keeps) })),
    snapshot: uncollapsed(input.snapshot),
    rereads: input.rereads.map(({ snapshot, ...reread }) => ({
      ...reread,
      snapshot: { ...snapshot, ...uncollapsed(snapshot) },
    })),
  };
}

const uncollapsed = ({ entries, doubtful, collapsed }: Snapshot): Snapshot => ({
  entries: [...entries, ...collapsed],
  doubtful: new Set([...doubtful, ...collapsed]),
  collapsed: [],
});
