import type { GroupedPositions } from './groupedPositions.ts';

/** Lists of groups' positions without what is gone: a long past must not be walked at every payment. */
export class OpenLists {
  readonly #groups: GroupedPositions;
  readonly #isIn: (position: number, group: number) => boolean;
  readonly #before: (a: number, b: number) => number;
  readonly #lists = new Map<number, number[]>();
  readonly #goneByGroup = new Map<number, number>();

  /**
   * @param isIn whether a position is still in the group
   * @param before the order of positions in a group: by due date, then id
   */
  constructor(
    groups: GroupedPositions,
    isIn: (position: number, group: number) => boolean,
    before: (a: number, b: number) => number,
  ) {
    this.#groups = groups;
    this.#isIn = isIn;
    this.#before = before;
  }

  /** In order; some may be gone since. */
  of(group: number): readonly number[] {
    const known = this.#lists.get(group);
    if (known !== undefined) return known;
    const list = Array.from(this.#groups.of(group)).filter((position) => this.#isIn(position, group));
    this.#lists.set(group, list);
    return list;
  }

  /** One is gone: once half are, the list is written anew. */
  dropped(group: number): void {
    const list = this.#lists.get(group);
    if (list === undefined) return;
    const gone = (this.#goneByGroup.get(group) ?? 0) + 1;
    const isWorn = gone * 2 > list.length;
    if (isWorn)
      this.#lists.set(
        group,
        list.filter((position) => this.#isIn(position, group)),
      );
    this.#goneByGroup.set(group, isWorn ? 0 : gone);
  }

  /** One that was in another group from the start. */
  insert(group: number, position: number): void {
    const others = this.of(group).filter((other) => other !== position);
    this.#lists.set(group, [...others, position].toSorted(this.#before));
  }
}
