import type { View } from './view.ts';

/** What is on one page. */
export type ShownPage = View;

/** The pages of a read by their index from 0. `null` is behind the last one; `refused`: its key is not taken. */
export type PageSequence = (index: number) => ShownPage | 'refused' | null;

/** Pages of so many booked rows; pending ones are on the first, which is there even when it is empty. */
export function cutIntoPages({ booked, pending }: View, size: number): PageSequence {
  return (index) => {
    const rows = booked.slice(index * size, (index + 1) * size);
    if (index === 0) return { booked: rows, pending };
    return rows.length === 0 ? null : { booked: rows, pending: [] };
  };
}
