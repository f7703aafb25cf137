import { z } from 'zod';
import type { PageSequence, ShownPage } from '../data/pageSequence.ts';
import { defineDataFault } from './fault.ts';

/**
 * A bank that cuts its pages by offset while its list moves: rows that are booked on top between two pages push the rest
 * down, so a page begins with what the page before ended with; rows that go on top pull it up, so some are on no page.
 */
export const pageShift = defineDataFault({
  name: 'page.shift',
  what: 'cuts pages by offset while its list moves; rows (3) that a page repeats, or, below 0, that no page shows',
  hook: 'pages',
  params: z.strictObject({ rows: z.int().min(-1_000).max(1_000).default(3) }),
  strike:
    ({ rows }) =>
    (pages, { pageSize }): PageSequence => {
      // A list that grew by whole pages would never come to its end.
      const step = Math.max(1, pageSize - rows);
      const from = (start: number): ShownPage | 'refused' | null => {
        const at = Math.floor(start / pageSize);
        const [page, next] = [pages(at), pages(at + 1)];
        if (page === null || page === 'refused') return page;
        const around = next === null || next === 'refused' ? page.booked : [...page.booked, ...next.booked];
        const booked = around.slice(start - at * pageSize).slice(0, pageSize);
        return booked.length === 0 ? null : { booked, pending: [] };
      };
      return (index) => {
        if (index === 0) return pages(0);
        const isLinked = from((index - 1) * step + pageSize) !== null;
        return isLinked ? (from(index * step) ?? { booked: [], pending: [] }) : null;
      };
    },
});
