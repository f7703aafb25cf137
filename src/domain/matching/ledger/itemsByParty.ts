import { EqualAmounts } from './equalAmounts.ts';
import type { GroupedPositions } from './groupedPositions.ts';
import type { Bucket, ItemColumns } from './itemColumns.ts';
import type { ItemOrder } from './itemOrder.ts';
import { OpenLists } from './openLists.ts';
import type { OpenState } from './openState.ts';

/** Items by party and bucket, in order of due date, then id. */
export class ItemsByParty {
  readonly #columns: ItemColumns;
  readonly #state: OpenState;
  readonly #groupOf: Int32Array;
  readonly #groupsOfParty = new Map<string, number[]>();
  readonly #bucketOfGroup: number[] = [];
  readonly #openCounts: Int32Array;
  readonly #all: GroupedPositions;
  readonly #lists: OpenLists;
  readonly #order: ItemOrder;
  readonly #equal: EqualAmounts;

  constructor(columns: ItemColumns, state: OpenState, order: ItemOrder) {
    this.#columns = columns;
    this.#state = state;
    this.#order = order;
    this.#groupOf = Int32Array.from(columns.items, ({ partyId }, position) =>
      this.#groupFor(partyId, columns.bucketOf[position] ?? 0),
    );
    this.#openCounts = new Int32Array(this.#bucketOfGroup.length);
    this.#all = order.group(this.#groupOf, this.#bucketOfGroup.length);
    this.#lists = new OpenLists(this.#all, state.isLeft, order.compare);
    this.#equal = new EqualAmounts(columns, state, (group) => this.#all.of(group));
  }

  issued(position: number, more: 1 | -1): void {
    const group = this.#groupOf[position] ?? 0;
    this.#openCounts[group] = (this.#openCounts[group] ?? 0) + more;
    this.#equal.count(group, this.#state.item(position).residualMinor, more);
  }

  /** Something was taken of an open item. */
  taken(position: number, beforeMinor: bigint): void {
    const group = this.#groupOf[position] ?? 0;
    const { residualMinor } = this.#state.item(position);
    this.#equal.count(group, beforeMinor, -1);
    if (residualMinor > 0n) {
      this.#equal.count(group, residualMinor, 1);
      return;
    }
    this.#openCounts[group] = (this.#openCounts[group] ?? 0) - 1;
    this.#lists.dropped(group);
  }

  /** Open items of the party in buckets that are wanted, oldest due date first, then id. */
  openOf(partyId: string, isWanted: (bucket: Bucket) => boolean): readonly number[] {
    const groups = this.#groups(partyId, isWanted);
    const positions = groups.flatMap((group) => this.#lists.of(group).filter(this.#state.isOpen));
    return groups.length > 1 ? positions.toSorted(this.#order.compare) : positions;
  }

  openCount(partyId: string, isWanted: (bucket: Bucket) => boolean): number {
    return this.#groups(partyId, isWanted).reduce((total, group) => total + (this.#openCounts[group] ?? 0), 0);
  }

  equalCount(partyId: string, isWanted: (bucket: Bucket) => boolean, amountMinor: bigint): number {
    const groups = this.#groups(partyId, isWanted);
    return groups.reduce((total, group) => total + this.#equal.openCount(group, amountMinor), 0);
  }

  /** Open items of exactly this residual; closed ones of this amount are left out. */
  openEqual(partyId: string, isWanted: (bucket: Bucket) => boolean, amountMinor: bigint): readonly number[] {
    if (this.equalCount(partyId, isWanted, amountMinor) === 0) return [];
    return this.openOf(partyId, isWanted).filter(
      (position) => this.#state.item(position).residualMinor === amountMinor,
    );
  }

  /** The latest closed items of this amount, by due date. */
  closedEqual(
    partyId: string,
    isWanted: (bucket: Bucket) => boolean,
    amountMinor: bigint,
    most: number,
  ): readonly number[] {
    return this.#groups(partyId, isWanted).flatMap((group) =>
      this.#equal
        .ofAmount(group, amountMinor)
        .filter((position) => !this.#state.isLeft(position) && this.#state.isIssued(position))
        .slice(-most),
    );
  }

  #groups(partyId: string, isWanted: (bucket: Bucket) => boolean): readonly number[] {
    const groups = this.#groupsOfParty.get(partyId) ?? [];
    return groups.filter((group) => {
      const bucket = this.#columns.buckets[this.#bucketOfGroup[group] ?? 0];
      return bucket !== undefined && isWanted(bucket);
    });
  }

  #groupFor(partyId: string, bucket: number): number {
    let groups = this.#groupsOfParty.get(partyId);
    if (groups === undefined) {
      groups = [];
      this.#groupsOfParty.set(partyId, groups);
    }
    const known = groups.find((group) => this.#bucketOfGroup[group] === bucket);
    if (known !== undefined) return known;
    const group = this.#bucketOfGroup.push(bucket) - 1;
    groups.push(group);
    return group;
  }
}
