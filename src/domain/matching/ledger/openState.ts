import type { OpenItem } from '../openItem.ts';
import { orderByDay } from './groupedPositions.ts';
import type { ItemColumns } from './itemColumns.ts';

/** Which items are open on the present day, and what is left of them. */
export class OpenState {
  readonly #columns: ItemColumns;
  readonly #isOpen: Uint8Array;
  /** Items of which a payment took something, as they are now. */
  readonly #taken = new Map<number, OpenItem>();
  readonly #byIssueDay: Int32Array;
  #issuedCount = 0;
  #today = Number.NEGATIVE_INFINITY;

  constructor(columns: ItemColumns) {
    this.#columns = columns;
    this.#isOpen = Uint8Array.from(columns.items, ({ residualMinor }) => (residualMinor > 0n ? 1 : 0));
    this.#byIssueDay = orderByDay(columns.issueDay);
  }

  /** Calls back with 1 for each open item issued since the day before; going back in time, with −1 for each taken back. */
  moveTo(day: number, issued: (position: number, more: 1 | -1) => void): void {
    this.#today = day;
    for (; this.#issuedCount < this.#byIssueDay.length; this.#issuedCount += 1) {
      const position = this.#byIssueDay[this.#issuedCount] ?? 0;
      if (!this.isIssued(position)) break;
      if (this.#isOpen[position] === 1) issued(position, 1);
    }
    for (; this.#issuedCount > 0; this.#issuedCount -= 1) {
      const position = this.#byIssueDay[this.#issuedCount - 1] ?? 0;
      if (this.isIssued(position)) return;
      if (this.#isOpen[position] === 1) issued(position, -1);
    }
  }

  isIssued = (position: number): boolean => (this.#columns.issueDay[position] ?? 0) <= this.#today;

  /** Something is left of it, be it issued or not. */
  isLeft = (position: number): boolean => this.#isOpen[position] === 1;

  isOpen = (position: number): boolean => this.#isOpen[position] === 1 && this.isIssued(position);

  /** As it is now. */
  item(position: number): OpenItem {
    const item = this.#taken.get(position) ?? this.#columns.items[position];
    if (item === undefined) throw new RangeError('no item at this position');
    return item;
  }

  /** Takes from what is left; gives the item as it is then. Throws RangeError where less is left, or nothing taken. */
  take(position: number, amountMinor: bigint): OpenItem {
    const before = this.item(position);
    if (amountMinor <= 0n || amountMinor > before.residualMinor)
      throw new RangeError('an allocation is positive and at most what is left of the item');
    const after: OpenItem = { ...before, residualMinor: before.residualMinor - amountMinor };
    this.#taken.set(position, after);
    if (after.residualMinor === 0n) this.#isOpen[position] = 0;
    return after;
  }
}
