import type { ItemColumns } from './itemColumns.ts';
import type { OpenState } from './openState.ts';

/** Up to here walking them is faster than reckoning ahead. */
const fewItems = 100;

interface Amounts {
  /** Open items by what is left of them. */
  readonly openCounts: Map<bigint, number>;
  /** All items, open or closed, by their full amount. */
  readonly positions: ReadonlyMap<bigint, readonly number[]>;
}

/** Equal amounts within one party: reckoned when first asked for, kept true from then on. */
export class EqualAmounts {
  readonly #columns: ItemColumns;
  readonly #state: OpenState;
  readonly #positionsOf: (group: number) => Int32Array;
  readonly #amounts = new Map<number, Amounts>();

  constructor(columns: ItemColumns, state: OpenState, positionsOf: (group: number) => Int32Array) {
    this.#columns = columns;
    this.#state = state;
    this.#positionsOf = positionsOf;
  }

  count(group: number, amountMinor: bigint, more: number): void {
    const openCounts = this.#amounts.get(group)?.openCounts;
    openCounts?.set(amountMinor, (openCounts.get(amountMinor) ?? 0) + more);
  }

  openCount(group: number, amountMinor: bigint): number {
    const positions = this.#positionsOf(group);
    if (positions.length > fewItems) return this.#of(group).openCounts.get(amountMinor) ?? 0;
    let count = 0;
    for (const position of positions)
      if (this.#state.isOpen(position) && this.#state.item(position).residualMinor === amountMinor) count += 1;
    return count;
  }

  ofAmount = (group: number, amountMinor: bigint): readonly number[] =>
    this.#of(group).positions.get(amountMinor) ?? [];

  #of(group: number): Amounts {
    const known = this.#amounts.get(group);
    if (known !== undefined) return known;
    const openCounts = new Map<bigint, number>();
    const positions = new Map<bigint, number[]>();
    for (const position of this.#positionsOf(group)) {
      const amountMinor = this.#columns.items[position]?.amountMinor ?? 0n;
      const others = positions.get(amountMinor);
      if (others === undefined) positions.set(amountMinor, [position]);
      else others.push(position);
      if (!this.#state.isOpen(position)) continue;
      const { residualMinor } = this.#state.item(position);
      openCounts.set(residualMinor, (openCounts.get(residualMinor) ?? 0) + 1);
    }
    const amounts: Amounts = { openCounts, positions };
    this.#amounts.set(group, amounts);
    return amounts;
  }
}
