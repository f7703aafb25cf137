import { type GroupedPositions, groupPositions, orderByDay } from './groupedPositions.ts';
import type { ItemColumns } from './itemColumns.ts';

/** The order of items in every list: by due date, then id. */
export interface ItemOrder {
  readonly compare: (a: number, b: number) => number;
  group(groupOf: Int32Array, groupCount: number): GroupedPositions;
}

export function createItemOrder({ items, dueDay }: ItemColumns): ItemOrder {
  const byDueDay = orderByDay(dueDay);
  const isTie = (a: number, b: number): boolean => dueDay[a] === dueDay[b];
  const compareIds = (a: number, b: number): number => ((items[a]?.id ?? '') < (items[b]?.id ?? '') ? -1 : 1);
  return {
    compare: (a, b) => (dueDay[a] ?? 0) - (dueDay[b] ?? 0) || compareIds(a, b),
    group: (groupOf, groupCount) => groupPositions(groupOf, groupCount, byDueDay, isTie, compareIds),
  };
}
