import { createHash } from 'node:crypto';
import type { CalendarDate } from '../calendarDate.ts';
import { bucketKey } from './bucket.ts';
import { type IdPolicies, provenIds } from './idPolicy.ts';
import type { ObservedEntry } from './mergePlan.ts';

/**
 * The form of digests and of what goes into them: raised when the mapping of a bank's rows or the canonical content
 * changes, so that days read before are looked at anew.
 */
export const rulesVersion = 1;

/** What was shown of one date: how many entries, and a digest of them that does not depend on their order. */
export interface DayDigest {
  readonly date: CalendarDate;
  readonly entries: number;
  /** Hex, 32 bytes: the sum of the entries' SHA-256, modulo 2^256. */
  readonly digest: string;
}

const modulus = 1n << 256n;
const hex = (sum: bigint): string => sum.toString(16).padStart(64, '0');

/**
 * A digest for each date: over bucket and content of its entries, and their ids where these pair rows (ledger 3, 6 step 2).
 * A sum, not a hash of a list: parts of a date on several pages are added up, equal entries count each. Not for workflows.
 */
export function digestDays(entries: readonly ObservedEntry[], policies: IdPolicies): readonly DayDigest[] {
  const sums = new Map<CalendarDate, { entries: number; sum: bigint }>();
  for (const { entry, contentSha256 } of entries) {
    const ids = provenIds(entry, policies).join('|');
    const sha256 = createHash('sha256')
      .update(`${bucketKey(entry)}|${contentSha256}|${ids}`)
      .digest('hex');
    const day = sums.get(entry.bookingDate) ?? { entries: 0, sum: 0n };
    sums.set(entry.bookingDate, { entries: day.entries + 1, sum: (day.sum + BigInt(`0x${sha256}`)) % modulus });
  }
  return [...sums].map(([date, { entries: count, sum }]) => ({ date, entries: count, digest: hex(sum) }));
}

/** The digests of whole dates from those of their parts, by date. */
export function addUpDays(parts: Iterable<DayDigest>): ReadonlyMap<CalendarDate, DayDigest> {
  const days = new Map<CalendarDate, DayDigest>();
  for (const part of parts) {
    const known = days.get(part.date);
    if (known === undefined) days.set(part.date, part);
    else
      days.set(part.date, {
        date: part.date,
        entries: known.entries + part.entries,
        digest: hex((BigInt(`0x${known.digest}`) + BigInt(`0x${part.digest}`)) % modulus),
      });
  }
  return days;
}
