/** Positions of items by group, each group in order of due date, then id: two integers an item. */
export interface GroupedPositions {
  /** The group's positions, not to be changed. */
  of(group: number): Int32Array;
}

/** The positions in ascending order of a day; equal days in order of position. Counting sort: days are a few thousand. */
export function orderByDay(days: Int32Array): Int32Array {
  if (days.length === 0) return new Int32Array(0);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  // A ledger with a due date in the year 9999 is still within some megabytes.
  return placed(
    days.map((day) => day - first),
    last - first + 1,
    days.map((_, position) => position),
  ).order;
}

/**
 * Groups items.
 * @param groupOf by position, from 0 up to `groupCount`
 * @param dueOrder positions in order of due date
 * @param isTie whether two positions have the same due date
 * @param compareIds orders two positions of the same due date
 */
export function groupPositions(
  groupOf: Int32Array,
  groupCount: number,
  dueOrder: Int32Array,
  isTie: (a: number, b: number) => boolean,
  compareIds: (a: number, b: number) => number,
): GroupedPositions {
  const { order, starts } = placed(groupOf, groupCount, dueOrder);
  for (let group = 0; group < groupCount; group += 1)
    sortTies(order.subarray(starts[group], starts[group + 1]), isTie, compareIds);
  return { of: (group) => order.subarray(starts[group] ?? 0, starts[group + 1] ?? 0) };
}

/** Puts positions into their groups in the order given. */
function placed(
  groupOf: Int32Array,
  groupCount: number,
  positions: Int32Array,
): { readonly order: Int32Array; readonly starts: Int32Array } {
  const starts = new Int32Array(groupCount + 1);
  for (const group of groupOf) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
  for (let group = 0; group < groupCount; group += 1)
    starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
  const free = starts.slice();
  const order = new Int32Array(positions.length);
  for (const position of positions) {
    const group = groupOf[position] ?? 0;
    const at = free[group] ?? 0;
    order[at] = position;
    free[group] = at + 1;
  }
  return { order, starts };
}

function sortTies(
  positions: Int32Array,
  isTie: (a: number, b: number) => boolean,
  compareIds: (a: number, b: number) => number,
): void {
  for (let start = 0, end = 1; start < positions.length; start = end, end = start + 1) {
    const first = positions[start] ?? 0;
    while (end < positions.length && isTie(first, positions[end] ?? 0)) end += 1;
    if (end - start > 1) positions.subarray(start, end).sort(compareIds);
  }
}
