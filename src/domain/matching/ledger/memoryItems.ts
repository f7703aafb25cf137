import type { LedgerSide, OpenItem } from '../openItem.ts';
import type { CandidateSources } from './findCandidates.ts';
import type { ReferenceLookup } from './findReferences.ts';
import { type Bucket, createItemColumns, type ItemColumns } from './itemColumns.ts';
import { createItemOrder } from './itemOrder.ts';
import { ItemsByAmount } from './itemsByAmount.ts';
import { ItemsByParty } from './itemsByParty.ts';
import { ItemsByReference } from './itemsByReference.ts';
import { OpenState } from './openState.ts';
import { StringChains } from './stringChains.ts';

const mostOfParty = 50;
const mostClosed = 3;

const absolute = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/** Credit notes of the other side are paid out, or come back, in this direction. */
export const isPayableOn =
  (side: LedgerSide) =>
  (item: Pick<Bucket, 'kind' | 'side'>): boolean =>
    item.kind === 'credit_note' ? item.side !== side : item.side === side;

/** The items of a client in memory, by everything that payments are looked up by. */
export class MemoryItems {
  readonly #columns: ItemColumns;
  readonly #state: OpenState;
  readonly #byId: StringChains;
  readonly #openCounts: number[];
  readonly byReference: ItemsByReference;
  readonly byAmount: ItemsByAmount;
  readonly byParty: ItemsByParty;

  constructor(items: readonly OpenItem[]) {
    this.#columns = createItemColumns(items);
    this.#state = new OpenState(this.#columns);
    this.#openCounts = this.#columns.buckets.map(() => 0);
    this.#byId = new StringChains(items.length);
    for (const [position, { id }] of items.entries()) this.#byId.add(id, position);
    const order = createItemOrder(this.#columns);
    this.byReference = new ItemsByReference(this.#columns);
    this.byAmount = new ItemsByAmount(this.#columns, this.#state, order);
    this.byParty = new ItemsByParty(this.#columns, this.#state, order);
  }

  moveTo(bookingDate: string): void {
    this.#state.moveTo(this.#columns.days.of(bookingDate), (position, more) => {
      this.#countOpen(position, more);
      this.byAmount.issued(position, more);
      this.byParty.issued(position, more);
    });
  }

  /** As it is now; null where none of this id was issued. */
  item(itemId: string): OpenItem | null {
    const position = this.#positionOf(itemId);
    return position === undefined || !this.#state.isIssued(position) ? null : this.#state.item(position);
  }

  allocate(itemId: string, amountMinor: bigint): void {
    const position = this.#positionOf(itemId);
    if (position === undefined || !this.#state.isOpen(position)) throw new RangeError('no open item of this id');
    const { residualMinor } = this.#state.item(position);
    const after = this.#state.take(position, amountMinor);
    if (after.residualMinor === 0n) this.#countOpen(position, -1);
    this.byAmount.taken(position);
    this.byParty.taken(position, residualMinor);
  }

  openCount = (side: LedgerSide, currency: string): number => this.#openCounts[this.#invoices(side, currency)] ?? 0;

  equalAmountCount = (side: LedgerSide, currency: string, amountMinor: bigint): number =>
    this.byAmount.countOf(this.#invoices(side, currency), amountMinor);

  /** Open ones, oldest due date first, then id. */
  openOf = (partyId: string, isWanted: (bucket: Bucket) => boolean): readonly OpenItem[] =>
    this.byParty.openOf(partyId, isWanted).map((position) => this.#state.item(position));

  /** For references: credit notes of either side can be cited. */
  referenceLookup(side: LedgerSide): ReferenceLookup {
    const cited = (positions: readonly number[]): readonly OpenItem[] =>
      positions
        .filter((position) => this.#state.isIssued(position))
        .map((position) => this.#state.item(position))
        .filter((item) => item.kind === 'credit_note' || item.side === side)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return {
      ofKid: (kid) => cited(this.byReference.ofKid(kid)),
      ofKidWithoutZeros: (kid) => cited(this.byReference.ofKidWithoutZeros(kid)),
      ofNumberVariant: (variant) => cited(this.byReference.ofNumberVariant(variant)),
    };
  }

  candidateSources(side: LedgerSide, bookingDate: string): CandidateSources {
    const isPayable = isPayableOn(side);
    const day = this.#columns.days.of(bookingDate);
    const items = (positions: readonly number[]): readonly OpenItem[] =>
      positions.map((position) => this.#state.item(position));
    return {
      item: (itemId) => {
        const item = this.item(itemId);
        return item !== null && isPayable(item) ? item : null;
      },
      ofPartyWithAmount: (partyId, currency, amountMinor) => {
        const isWanted = (bucket: Bucket): boolean => isPayable(bucket) && bucket.currency === currency;
        const open = this.byParty.openEqual(partyId, isWanted, amountMinor);
        const closed = this.byParty.closedEqual(partyId, isWanted, amountMinor, mostClosed);
        return items([...open.slice(0, mostOfParty), ...closed]);
      },
      nearestOfParty: (partyId, amountMinor) => nearest(this.openOf(partyId, isPayable), absolute(amountMinor)),
      equalAmounts: (currency, amountMinor) =>
        this.#columns.buckets.flatMap((bucket, at) =>
          isPayable(bucket) && bucket.currency === currency ? items(this.byAmount.near(at, amountMinor, day)) : [],
        ),
    };
  }

  #positionOf = (itemId: string): number | undefined =>
    this.#byId.valuesOf(itemId, (position) => this.#columns.items[position]?.id === itemId)[0];

  #invoices = (side: LedgerSide, currency: string): number =>
    this.#columns.buckets.findIndex((bucket) => bucket.kind === side && bucket.currency === currency);

  #countOpen(position: number, more: number): void {
    const bucket = this.#columns.bucketOf[position] ?? 0;
    this.#openCounts[bucket] = (this.#openCounts[bucket] ?? 0) + more;
  }
}

/** By distance of what is left, then in the order given. */
function nearest(items: readonly OpenItem[], amountMinor: bigint): readonly OpenItem[] {
  if (items.length <= mostOfParty) return items;
  const distances = items.map((item) => ({ item, distance: absolute(item.residualMinor - amountMinor) }));
  return distances
    .toSorted((a, b) => (a.distance < b.distance ? -1 : a.distance > b.distance ? 1 : 0))
    .slice(0, mostOfParty)
    .map(({ item }) => item);
}
