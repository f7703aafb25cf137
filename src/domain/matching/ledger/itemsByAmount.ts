import type { ItemColumns } from './itemColumns.ts';
import type { ItemOrder } from './itemOrder.ts';
import { OpenLists } from './openLists.ts';
import type { OpenState } from './openState.ts';

/** The window of equal amounts around the booking date, and how many at most on each side of it (matching 3, D). */
const aheadDays = 30;
const backDays = 60;
const mostOnEachSide = 25;
/** Closed from the start: nothing asks for them by amount alone. */
const closedGroup = 0;

/** Open items by what is left of them. */
export class ItemsByAmount {
  readonly #columns: ItemColumns;
  readonly #state: OpenState;
  readonly #groupOf: Int32Array;
  readonly #groupsByBucket: readonly Map<bigint, number>[];
  readonly #counts: number[] = [0];
  readonly #lists: OpenLists;

  constructor(columns: ItemColumns, state: OpenState, order: ItemOrder) {
    this.#columns = columns;
    this.#state = state;
    this.#groupsByBucket = columns.buckets.map(() => new Map());
    this.#groupOf = Int32Array.from(columns.items, ({ residualMinor }, position) =>
      residualMinor > 0n ? this.#groupFor(columns.bucketOf[position] ?? 0, residualMinor) : closedGroup,
    );
    this.#lists = new OpenLists(
      order.group(this.#groupOf, this.#counts.length),
      (position, group) => this.#groupOf[position] === group,
      order.compare,
    );
  }

  issued(position: number, more: 1 | -1): void {
    this.#count(this.#groupOf[position] ?? closedGroup, more);
  }

  /** Something was taken of the item: it is gone, or stands under another amount. */
  taken(position: number): void {
    const group = this.#groupOf[position] ?? closedGroup;
    this.#count(group, -1);
    const { residualMinor } = this.#state.item(position);
    const next =
      residualMinor > 0n ? this.#groupFor(this.#columns.bucketOf[position] ?? 0, residualMinor) : closedGroup;
    this.#groupOf[position] = next;
    this.#lists.dropped(group);
    if (next === closedGroup) return;
    this.#count(next, 1);
    this.#lists.insert(next, position);
  }

  /** Open items with exactly this residual. */
  countOf(bucket: number, amountMinor: bigint): number {
    const group = this.#groupsByBucket[bucket]?.get(amountMinor);
    return group === undefined ? 0 : (this.#counts[group] ?? 0);
  }

  /** Positions due from the day up to 30 days later, then those due up to 60 days before, the nearest 25 of each. */
  near(bucket: number, amountMinor: bigint, day: number): readonly number[] {
    const group = this.#groupsByBucket[bucket]?.get(amountMinor);
    if (group === undefined) return [];
    const { dueDay } = this.#columns;
    const list = this.#lists.of(group);
    const isFound = (position: number): boolean => this.#groupOf[position] === group && this.#state.isOpen(position);
    const start = firstAtOrAfter(list, dueDay, day);
    const ahead: number[] = [];
    for (let at = start; at < list.length && ahead.length < mostOnEachSide; at += 1) {
      const position = list[at] ?? 0;
      if ((dueDay[position] ?? 0) > day + aheadDays) break;
      if (isFound(position)) ahead.push(position);
    }
    const back: number[] = [];
    for (let at = start - 1; at >= 0 && back.length < mostOnEachSide; at -= 1) {
      const position = list[at] ?? 0;
      if ((dueDay[position] ?? 0) < day - backDays) break;
      if (isFound(position)) back.push(position);
    }
    return [...ahead, ...back];
  }

  #groupFor(bucket: number, amountMinor: bigint): number {
    const groups = this.#groupsByBucket[bucket];
    const known = groups?.get(amountMinor);
    if (known !== undefined) return known;
    const group = this.#counts.push(0) - 1;
    groups?.set(amountMinor, group);
    return group;
  }

  #count(group: number, more: number): void {
    this.#counts[group] = (this.#counts[group] ?? 0) + more;
  }
}

/** The first place in a list, ordered by due date, whose item is due on the day or later. */
function firstAtOrAfter(list: readonly number[], dueDay: Int32Array, day: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((dueDay[list[middle] ?? 0] ?? 0) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
