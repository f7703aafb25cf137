import { calendarDate, daysBetween } from '../calendarDate.ts';
import { bucketKey } from './bucket.ts';
import { type BankIdField, bankIdFields, type Demotion, type IdPolicies } from './idPolicy.ts';
import type { ObservedEntry, StoredRow } from './mergePlan.ts';

/** A date and a number in it: names a place in a list, not an entry (ledger 4). */
const positionalId = /^\d{4}-\d{2}-\d{2}[.-]\d+$/;
/** A correction keeps within so many days (ledger 6, step 6). */
export const correctionDays = 5;

/** What the pages of one read say against proven ids by themselves: blank, positional, on two entries (ledger 4). */
export function demotionsInPages(
  pages: readonly (readonly ObservedEntry[])[],
  policies: IdPolicies,
): readonly Demotion[] {
  return provenFields(policies).flatMap((field) => {
    const evidence = evidenceInPages(pages, field);
    return evidence === null ? [] : [{ field, evidence }];
  });
}

function evidenceInPages(
  pages: readonly (readonly ObservedEntry[])[],
  field: BankIdField,
): Demotion['evidence'] | null {
  const buckets = new Map<string, string>();
  for (const page of pages) {
    const onPage = new Set<string>();
    for (const { entry } of page) {
      const id = entry.bankIds[field];
      if (id === undefined) return 'blank';
      if (positionalId.test(id)) return 'positional';
      const bucket = bucketKey(entry);
      // On two pages and in one bucket it is one entry, shown twice by the cut of the pages.
      if (onPage.has(id) || (buckets.get(id) ?? bucket) !== bucket) return 'reused';
      onPage.add(id);
      buckets.set(id, bucket);
    }
  }
  return null;
}

/** What the ledger says against proven ids: an id that names another row, or changes with the session (ledger 4). */
export function demotionsByRows(
  observed: readonly ObservedEntry[],
  stored: readonly StoredRow[],
  policies: IdPolicies,
): readonly Demotion[] {
  const live = stored.filter(({ status }) => status === 'booked');
  const shown = Map.groupBy(observed, ({ entry }) => bucketKey(entry));
  return provenFields(policies).flatMap((field): readonly Demotion[] => {
    if (isReused(observed, live, shown, field)) return [{ field, evidence: 'reused' }];
    return isOfSession(observed, live, shown, field) ? [{ field, evidence: 'session' }] : [];
  });
}

type Shown = ReadonlyMap<string, readonly ObservedEntry[]>;

function isReused(
  observed: readonly ObservedEntry[],
  live: readonly StoredRow[],
  shown: Shown,
  field: BankIdField,
): boolean {
  const owners = new Map(live.flatMap((row) => idsOf(row, field).map((id) => [id, row] as const)));
  return observed.some(({ entry }) => {
    const owner = owners.get(entry.bankIds[field] ?? '');
    if (owner === undefined || bucketKey(owner) === bucketKey(entry)) return false;
    const isListed = (shown.get(bucketKey(owner)) ?? []).some(
      ({ contentSha256 }) => contentSha256 === owner.contentSha256,
    );
    return isListed || distance(owner.bookingDate, entry.bookingDate) > correctionDays;
  });
}

/** The same content under a new id, and the old id is listed no more. */
function isOfSession(
  observed: readonly ObservedEntry[],
  live: readonly StoredRow[],
  shown: Shown,
  field: BankIdField,
): boolean {
  const listed = new Set(observed.map(({ entry }) => entry.bankIds[field]));
  const known = new Set(live.flatMap((row) => idsOf(row, field)));
  return live.some((row) => {
    const ids = idsOf(row, field);
    if (ids.length === 0 || ids.some((id) => listed.has(id))) return false;
    return (shown.get(bucketKey(row)) ?? []).some(
      ({ entry, contentSha256 }) => contentSha256 === row.contentSha256 && !known.has(entry.bankIds[field] ?? ''),
    );
  });
}

const provenFields = (policies: IdPolicies): readonly BankIdField[] =>
  bankIdFields.filter((field) => policies[field] === 'proven');

const idsOf = ({ knownIds }: StoredRow, field: BankIdField): readonly string[] =>
  knownIds.flatMap((known) => (known.startsWith(`${field}:`) ? [known.slice(field.length + 1)] : []));

/** Days between two dates, whichever is first. */
export const distance = (a: string, b: string): number => Math.abs(daysBetween(calendarDate(a), calendarDate(b)));
