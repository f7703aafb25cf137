import type { CalendarDate } from '../calendarDate.ts';
import type { BookedEntry, TransactionDetails } from './bookedEntry.ts';

/** Whether the bank's ids may pair rows; starts at the descriptor's and is only ever demoted (ledger 4). */
export type IdPolicy = 'none' | 'proven';

/** A row of `bank_transactions`, whatever its status: slots of withdrawn rows are never used again. */
export interface StoredRow {
  readonly id: string;
  readonly bookingDate: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly slot: number;
  readonly status: 'booked' | 'withdrawn' | 'replaced';
  /** Hex, by `contentDigestHex`. */
  readonly contentSha256: string;
  readonly valueDate: string | null;
  readonly details: TransactionDetails;
}

export interface ObservedEntry {
  readonly entry: BookedEntry;
  /** Hex, by `contentDigestHex`. */
  readonly contentSha256: string;
}

export interface MergeInput {
  /** The account's rows of every date that is in the window or was observed. */
  readonly stored: readonly StoredRow[];
  readonly observed: readonly ObservedEntry[];
  readonly policy: IdPolicy;
  /** Rows outside of it are never reported missing: entries outside the window take part in growth only. */
  readonly window?: { readonly from: CalendarDate; readonly to: CalendarDate };
}

export type PairTier = 'T1' | 'T2' | 'T3';

export interface RowInsert extends ObservedEntry {
  readonly slot: number;
}

/** The row takes the entry's value date and details; date, amount, currency and slot stay (I10). */
export interface RowUpdate extends ObservedEntry {
  readonly storedId: string;
  readonly before: { readonly valueDate: string | null; readonly details: TransactionDetails };
  readonly tier: Exclude<PairTier, 'T1'>;
  readonly reason: 'enriched' | 'same_reference' | 'same_bucket';
}

export interface MergePlan {
  readonly inserts: readonly RowInsert[];
  readonly updates: readonly RowUpdate[];
  /** Another payment seems to stand where a row is (hard conflict) and the count did not grow (ledger 6, step 7). */
  readonly waiting: readonly (ObservedEntry & { readonly storedId: string; readonly reason: 'hard_conflict' })[];
  /** Ids of live rows of the window that nothing observed was paired with. */
  readonly missing: readonly string[];
  /** Observed entries that have a row, updated ones included. */
  readonly paired: number;
  /** Observed entries that are no new row (ledger 9): `paired` and `waiting`. */
  readonly duplicates: number;
}
