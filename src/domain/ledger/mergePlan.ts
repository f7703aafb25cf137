import type { CalendarDate } from '../calendarDate.ts';
import type { DateRange } from '../coverage.ts';
import type { BookedEntry, TransactionDetails } from './bookedEntry.ts';
import type { Demotion, IdPolicies } from './idPolicy.ts';
import type { LedgerTask } from './ledgerTask.ts';

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
  /** Ids ever seen for the row, as `provenIds` writes them; empty under policy `none`. */
  readonly knownIds: readonly string[];
  readonly matchStatus: 'unmatched' | 'review' | 'matched' | 'ignored';
  /** Ignored by a person, not by the cut-over. */
  readonly isIgnoredByPerson: boolean;
  /** The account's merge that inserted it. */
  readonly firstMerge: number;
  /** Complete reads in a row that did not show it. */
  readonly missCount: number;
  readonly missedSinceMerge: number | null;
  readonly firstMissedOn: string | null;
  /** The missed row that this one seems to correct. */
  readonly replaces: string | null;
}

export interface ObservedEntry {
  readonly entry: BookedEntry;
  /** Hex, by `contentDigestHex`. */
  readonly contentSha256: string;
}

/** What a completely read window shows, pages put together (`takeSnapshot`). */
export interface Snapshot {
  readonly entries: readonly ObservedEntry[];
  /** Of these, the ones that may have been shown twice by the cut of the pages: they prove no growth (ledger 5). */
  readonly doubtful: ReadonlySet<ObservedEntry>;
  /** Left out, as their proven id came before on another page: where the id turns out to prove nothing, they are doubtful. */
  readonly collapsed: readonly ObservedEntry[];
}

export interface RereadSnapshot extends Snapshot {
  /** Of the doubtful, those of a page, or of a whole read, that only repeats what came before: as many in two reads is no proof. */
  readonly repeated: ReadonlySet<ObservedEntry>;
}

/** A date that was read alone, from `fromDate` (an earlier date that proves how far the answer reaches) to `targetDate`. */
export interface Reread {
  readonly targetDate: CalendarDate;
  readonly fromDate: CalendarDate;
  readonly snapshot: RereadSnapshot;
  /** An entry of the answer could not be understood: it withdraws nothing. */
  readonly hasUnreadable: boolean;
}

export interface MergeInput {
  /** The account's rows of the window, of each date observed, and of five days to both sides. */
  readonly stored: readonly StoredRow[];
  readonly snapshot: Snapshot;
  readonly rereads: readonly Reread[];
  readonly policies: IdPolicies;
  /** Rows outside of it are never missed: entries outside the window take part in growth only. */
  readonly window: DateRange;
  /** Dates of the window that are as they were (their digest is equal): nothing of them is in `stored` or `snapshot`. */
  readonly skippedDates: ReadonlySet<string>;
  /** Dates with an entry in quarantine that nobody has accepted: they grow and do not shrink (ledger 8). */
  readonly quarantinedDates: ReadonlySet<string>;
  /** An entry in quarantine tells no date: nothing of the window shrinks. */
  readonly hasUndatedQuarantine: boolean;
  /** The number of this merge in its account. */
  readonly mergeNo: number;
  /** The bank's day of the read. */
  readonly today: CalendarDate;
  /** Dates that were not settled before, and since when. */
  readonly unsettledSince: ReadonlyMap<string, string>;
  /**
   * The two nearest dates before the window that the bank gives and that have a row that is not missed, ascending: where a
   * re-read may begin.
   */
  readonly liveDatesBeforeWindow: readonly CalendarDate[];
  /** Rows that a person was told of as missed beyond proof: not told again, nor asked for on the chance of an answer (I22). */
  readonly toldUnprovable: ReadonlySet<string>;
}

export type PairTier = 'T0' | 'T1' | 'T2' | 'T3';
/** A row that is there, or the insert of the same plan by its place. */
export type RowTarget = { readonly storedId: string } | { readonly insert: number };

export interface RowInsert extends ObservedEntry {
  readonly slot: number;
  /** The missed row that it seems to correct: it is held back from matching until that one is settled. */
  readonly replaces: string | null;
  /** A person had ignored the row that it corrects, or that was withdrawn and is shown again. */
  readonly isIgnoredByPerson: boolean;
}

/** The row takes the entry's value date and details; date, amount, currency and slot stay (I10). */
export interface RowUpdate extends ObservedEntry {
  readonly storedId: string;
  readonly before: { readonly valueDate: string | null; readonly details: TransactionDetails };
  readonly tier: Exclude<PairTier, 'T1'>;
  readonly reason: 'same_id' | 'enriched' | 'same_reference' | 'similar_text' | 'same_bucket';
  /** A person had ignored it, and now it may show another payment. */
  readonly endsIgnore: boolean;
}

export interface RowMiss {
  readonly storedId: string;
  readonly missCount: number;
  readonly missedSinceMerge: number;
  readonly firstMissedOn: string;
}

/** A row that the bank shows no more. It is never deleted. */
export interface RowEnding {
  readonly storedId: string;
  readonly status: 'withdrawn' | 'replaced';
  readonly replacedBy: RowTarget | null;
  readonly reason: 'absent' | 'corrected' | 'hard_conflict';
}

/** What the new row of a correction is held back by; `null` lets it go. */
export interface HoldChange {
  readonly storedId: string;
  readonly replaces: string | null;
  /** The correction is settled, and a person had ignored the old row. */
  readonly becomesIgnored: boolean;
}

export type UnsettledReason = 'uncertain_count' | 'missed' | 'hard_conflict' | 'quarantined';

export interface WantedReread {
  readonly targetDate: CalendarDate;
  /** Not later than the target. */
  readonly fromDate: CalendarDate;
  readonly reason: Exclude<UnsettledReason, 'quarantined'>;
  /** Since when the date waits: the longest waiting is read first. */
  readonly since: string;
}

export interface MergePlan {
  readonly demotions: readonly Demotion[];
  readonly inserts: readonly RowInsert[];
  readonly updates: readonly RowUpdate[];
  /** Ids new for a paired row, under policy `proven`. */
  readonly aliases: readonly { readonly target: RowTarget; readonly id: string }[];
  readonly misses: readonly RowMiss[];
  /** Rows that had been missed and are shown again. */
  readonly seenAgain: readonly string[];
  readonly endings: readonly RowEnding[];
  readonly holds: readonly HoldChange[];
  readonly tasks: readonly LedgerTask[];
  /** Dates to read alone before this plan should be carried out, longest waiting first; without them it is right, but waits. */
  readonly rereads: readonly WantedReread[];
  /** Dates whose digest must not be written. */
  readonly unsettled: ReadonlyMap<string, UnsettledReason>;
  /** Dates that are settled now and whose entries are those of the window's read: their digest may be written. */
  readonly settledDates: ReadonlySet<string>;
  /** Observed entries that are no new row (ledger 9); those of skipped dates are not in it. */
  readonly duplicates: number;
}
