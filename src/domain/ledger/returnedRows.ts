import type { ObservedEntry, StoredRow } from './mergePlan.ts';
import { enrichmentKey } from './textEnrichment.ts';

/**
 * Of the entries that become rows of a bucket, those that a person has ignored before: the row was withdrawn, and is shown
 * again. It stays ignored at every later sync (contract 3.2), though it is a new row (ledger 6, step 4). Entry and row are
 * the same where no more than known enrichment differs; a row that ended comes back once.
 */
export function returnedAsIgnored(
  stored: readonly StoredRow[],
  come: readonly ObservedEntry[],
): ReadonlySet<ObservedEntry> {
  if (!stored.some(({ status, isIgnoredByPerson }) => status !== 'booked' && isIgnoredByPerson)) return new Set();
  const rowsOf = Map.groupBy(stored, ({ details }) => enrichmentKey(details));
  const ended = new Map([...rowsOf].map(([key, rows]) => [key, endedForGood(rows)] as const));
  const taken = new Map<string, number>();
  return new Set(
    come.filter(({ entry }) => {
      const key = enrichmentKey(entry.details);
      const place = taken.get(key) ?? 0;
      taken.set(key, place + 1);
      return ended.get(key)?.[place]?.isIgnoredByPerson === true;
    }),
  );
}

/** Rows that ended and have not come back as a later one: a twin that was there before they were missed is none. */
function endedForGood(equal: readonly StoredRow[]): readonly StoredRow[] {
  return equal
    .toSorted((a, b) => a.slot - b.slot)
    .reduce<readonly StoredRow[]>((open, row) => {
      const place = open.findIndex((old) => row.firstMerge >= (old.missedSinceMerge ?? old.firstMerge));
      const left = place < 0 ? open : open.toSpliced(place, 1);
      return row.status === 'booked' ? left : [...left, row];
    }, []);
}
