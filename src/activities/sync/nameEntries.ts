import { bucketKey } from '../../domain/ledger/bucket.ts';
import { policiesFrom, provenIds } from '../../domain/ledger/idPolicy.ts';
import type { ObservedEntry } from '../../domain/ledger/mergePlan.ts';

const everyId = policiesFrom('proven');

/** Of each entry that has an id of the bank: that id, bucket and content, by which the guard of a read knows it (D-15). */
export const nameEntries = (entries: readonly ObservedEntry[]): readonly string[] =>
  entries.flatMap(({ entry, contentSha256 }) => {
    const ids = provenIds(entry, everyId);
    return ids.length === 0 ? [] : [[...ids, bucketKey(entry), contentSha256].join('|')];
  });
