import { addDays, type CalendarDate } from '../../../src/domain/calendarDate.ts';
import type { BookedEntry } from '../../../src/domain/ledger/bookedEntry.ts';
import { bucketKey } from '../../../src/domain/ledger/bucket.ts';
import type { ObservedEntry } from '../../../src/domain/ledger/mergePlan.ts';
import type { SnapshotPage } from '../../../src/domain/ledger/snapshot.ts';
import { noDetails, observe } from '../domain/ledger/ledgerFixtures.ts';

/** A row that the bank truly holds; its number is known to nobody but the test. */
export interface TrueRow {
  readonly number: number;
  readonly date: CalendarDate;
  readonly amountMinor: bigint;
  readonly text: string;
  readonly kid: string | null;
  readonly counterpartyAccount: string | null;
  readonly isEnriched: boolean;
  /** Nobody can understand it, until so many nights have passed. */
  readonly unreadableNights: number;
}

/** How the bank shows its rows tonight. */
export interface Mood {
  readonly hidden: ReadonlySet<number>;
  readonly pageSize: number;
  readonly order: 'newest first' | 'oldest first';
  /** Rows by which each later page begins too early, as rows were booked while somebody read. */
  readonly shift: number;
  /** A page that is served two times, under another link. */
  readonly repeatedPage: number | null;
  /** Pages that are left of a read, without a word. */
  readonly pagesLeft: number | null;
  /** Nothing older is shown, without a word. */
  readonly clippedFrom: CalendarDate | null;
  /** Rows outside of the window that are shown all the same. */
  readonly showsMore: boolean;
  readonly ids: 'stable' | 'none' | 'session' | 'reused' | 'positional' | 'some blank';
  readonly session: number;
}

export const quietMood: Mood = {
  hidden: new Set(),
  pageSize: 1_000,
  order: 'newest first',
  shift: 0,
  repeatedPage: null,
  pagesLeft: null,
  clippedFrom: null,
  showsMore: false,
  ids: 'none',
  session: 1,
};

export interface ModelPage extends SnapshotPage {
  readonly unreadable: readonly { readonly bookingDate: CalendarDate; readonly rawSha256: string }[];
}

/** Within a date as booked. */
export function listed(rows: readonly TrueRow[], order: Mood['order']): readonly TrueRow[] {
  const oldestFirst = rows.toSorted((a, b) => (a.date === b.date ? a.number - b.number : a.date < b.date ? -1 : 1));
  return order === 'oldest first' ? oldestFirst : oldestFirst.toReversed();
}

export function entryOf(row: TrueRow, mood: Mood = quietMood): BookedEntry {
  const text = row.isEnriched ? `${row.text}, Ark.Ref *${row.number}` : row.text;
  const { kid, counterpartyAccount, amountMinor } = row;
  const id = idOf(row, mood);
  return {
    bookingDate: row.date,
    valueDate: row.date,
    amountMinor,
    currency: 'NOK',
    details: { ...noDetails, text, kid, counterpartyAccount, bankTransactionId: id },
    bankIds: id === null ? {} : { transactionId: id, entryReference: id },
  };
}

function idOf({ number, date }: TrueRow, { ids, session }: Mood): string | null {
  if (ids === 'none' || (ids === 'some blank' && number % 3 === 0)) return null;
  if (ids === 'session') return `${session}-${number}`;
  if (ids === 'reused') return `id-${number % 4}`;
  return ids === 'positional' ? `${date}.${number}` : `id-${number}`;
}

/** The answer to a question for dates: what is shown, cut into pages as the mood is. */
export function answer(
  rows: readonly TrueRow[],
  { from, to }: { readonly from: CalendarDate; readonly to: CalendarDate },
  mood: Mood,
): readonly ModelPage[] {
  const least = mood.showsMore ? addDays(from, -2) : from;
  const shown = listed(rows, mood.order).filter(
    ({ number, date }) =>
      least <= date &&
      date <= to &&
      !mood.hidden.has(number) &&
      (mood.clippedFrom === null || mood.clippedFrom <= date),
  );
  const pages: TrueRow[][] = [];
  for (let start = 0; start < shown.length; ) {
    pages.push(shown.slice(start, start + mood.pageSize));
    start += Math.max(1, mood.pageSize - (start + mood.pageSize < shown.length ? mood.shift : 0));
  }
  if (mood.repeatedPage !== null) {
    const page = pages[mood.repeatedPage];
    if (page !== undefined) pages.splice(mood.repeatedPage + 1, 0, [...page]);
  }
  const left = mood.pagesLeft === null ? pages : pages.slice(0, mood.pagesLeft);
  return left.map((page, index) => ({
    pageNo: index + 1,
    bodySha256: `${index}`,
    entries: page.filter(isReadable).map((row): ObservedEntry => observe(entryOf(row, mood))),
    unreadable: page
      .filter((row) => !isReadable(row))
      .map(({ number, date }) => ({ bookingDate: date, rawSha256: String(number) })),
  }));
}

export const isReadable = ({ unreadableNights }: TrueRow): boolean => unreadableNights === 0;

/** How many there are of each bucket. */
export function countBuckets(rows: readonly TrueRow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = bucketKey(entryOf(row));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
