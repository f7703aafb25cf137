import type { RowSource } from './generator.ts';
import { type BookedRow, comparePlaces, type PendingRow, type RowPlace, transactionIdOf } from './rows.ts';

/** What the control API did to an account, on top of what was generated. Kept when the simulator restarts. */
export interface LedgerChanges {
  /** By transaction id: the row as it is now, or `null` where it was withdrawn. */
  readonly booked: Map<string, BookedRow | null>;
  readonly pending: Map<string, PendingRow>;
  /** Serials given to added rows so far. */
  added: number;
  /** What faults did, oldest first. */
  readonly struck: StruckRows[];
}

/** Ids of the rows that a fault booked and took away. */
export interface StruckRows {
  readonly fault: string;
  readonly booked: readonly string[];
  readonly withdrawn: readonly string[];
}

export interface LedgerPage {
  /** Newest first. */
  readonly rows: readonly BookedRow[];
  /** The first row of the next page. */
  readonly next: RowPlace | null;
}

export interface PageQuery {
  readonly from: string;
  readonly to: string;
  /** Where the page begins; absent for the first one. */
  readonly start: RowPlace | null;
  readonly size: number;
}

/**
 * The booked rows of one account in one sorted array: a page costs a binary search and a copy, whatever the account's
 * size. Pages are cut at rows, not at offsets, so what is booked while somebody pages shifts nothing (bank A.5).
 */
export class Ledger {
  readonly #source: RowSource;
  readonly #changes: LedgerChanges;
  /** Ascending. */
  readonly #rows: BookedRow[] = [];
  #bookedUntil: string | null = null;

  constructor(source: RowSource, changes: LedgerChanges) {
    this.#source = source;
    this.#changes = changes;
    for (const row of changes.booked.values()) if (row !== null) this.#insert(row);
  }

  /** Books the days that have come since the last look. */
  bookUntil(today: string): void {
    if (this.#bookedUntil !== null && today <= this.#bookedUntil) return;
    const { booked } = this.#changes;
    for (const row of this.#source.rows(this.#bookedUntil, today))
      if (booked.size === 0 || !booked.has(transactionIdOf(row))) this.#insert(row);
    this.#bookedUntil = today;
  }

  page({ from, to, start, size }: PageQuery): LedgerPage {
    const end = { bookingDate: to, serial: Number.MAX_SAFE_INTEGER, part: 0 };
    const top = this.#countUpTo(start !== null && start.bookingDate <= to ? start : end);
    const least = Math.max(this.#countUpTo({ bookingDate: from, serial: -1, part: 0 }), top - size);
    const below = this.#rows[least - 1];
    return {
      rows: this.#rows.slice(least, top).toReversed(),
      next: below !== undefined && top > least && below.bookingDate >= from ? below : null,
    };
  }

  /** Booked rows of a range of days, oldest first. */
  between(from: string | null, to: string | null): readonly BookedRow[] {
    const least = from === null ? 0 : this.#countUpTo({ bookingDate: from, serial: -1, part: 0 });
    const most = to === null ? undefined : { bookingDate: to, serial: Number.MAX_SAFE_INTEGER, part: 0 };
    return this.#rows.slice(least, most === undefined ? this.#rows.length : this.#countUpTo(most));
  }

  /** The next older row; `undefined` below the first one. */
  below(place: RowPlace): BookedRow | undefined {
    return this.#rows[this.#countUpTo({ ...place, part: place.part - 1 }) - 1];
  }

  pending(today: string): readonly PendingRow[] {
    return [...this.#changes.pending.values(), ...this.#source.pending(today)];
  }

  find(transactionId: string): BookedRow | undefined {
    return this.#rows.find((row) => transactionIdOf(row) === transactionId);
  }

  put(row: BookedRow): void {
    const transactionId = transactionIdOf(row);
    this.#remove(transactionId);
    this.#insert(row);
    this.#changes.booked.set(transactionId, row);
  }

  /** `false` when there is no such row. */
  withdraw(transactionId: string): boolean {
    if (!this.#remove(transactionId)) return false;
    this.#changes.booked.set(transactionId, null);
    return true;
  }

  /** Numbers what is added, from 1; a number is never given twice. */
  nextAdded(): number {
    this.#changes.added += 1;
    return this.#changes.added;
  }

  /** What faults did, oldest first. */
  struck(): readonly StruckRows[] {
    return this.#changes.struck;
  }

  noteStruck(rows: StruckRows): void {
    this.#changes.struck.push(rows);
  }

  #remove(transactionId: string): boolean {
    const at = this.#rows.findIndex((row) => transactionIdOf(row) === transactionId);
    if (at === -1) return false;
    this.#rows.splice(at, 1);
    return true;
  }

  #insert(row: BookedRow): void {
    const last = this.#rows.at(-1);
    if (last === undefined || comparePlaces(last, row) < 0) this.#rows.push(row);
    else this.#rows.splice(this.#countUpTo(row), 0, row);
  }

  /** How many rows stand at the place or before it. */
  #countUpTo(place: RowPlace): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = this.#rows[middle];
      if (row !== undefined && comparePlaces(row, place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
