import { createHash } from 'node:crypto';
import type { BookedEntry } from './bookedEntry.ts';
import type { ObservedEntry } from './mergePlan.ts';

/**
 * SHA-256 over the canonical content of an entry (ledger 3): value date and details, without the bank's ids (which may
 * belong to a session) and without the running balance (which a back-dated neighbour changes). The bucket is not in it.
 * Texts count as received. Not for workflows: hashing is Node's.
 */
export const contentDigest = (entry: BookedEntry): Buffer =>
  createHash('sha256').update(canonicalContent(entry)).digest();

/** Lower-case hex, as `encode(content_sha256, 'hex')` gives it. */
export const contentDigestHex = (entry: BookedEntry): string =>
  createHash('sha256').update(canonicalContent(entry)).digest('hex');

/** An entry as a read has shown it. */
export const observe = (entry: BookedEntry): ObservedEntry => ({ entry, contentSha256: contentDigestHex(entry) });

// An array, not an object: the order is the format. A new field goes to the end, or every stored digest changes.
function canonicalContent({ valueDate, details }: BookedEntry): string {
  return JSON.stringify([
    valueDate,
    details.counterpartyName,
    details.counterpartyAccount,
    details.text,
    details.kid,
    details.creditorReference,
    details.endToEndId,
    details.bankTransactionCode,
    details.archiveReference,
    details.originalAmountMinor?.toString() ?? null,
    details.originalCurrency,
    details.exchangeRate,
  ]);
}
