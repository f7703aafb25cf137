import { z } from 'zod';
import type { PageSequence } from '../data/pageSequence.ts';
import { defineDataFault } from './fault.ts';

/** Q08: a bank whose pages take in both of their edges. */
export const pageOverlap = defineDataFault({
  name: 'page.overlap',
  what: 'shows the rows at the edge of two pages on both of them; rows (1)',
  hook: 'pages',
  params: z.strictObject({ rows: z.int().min(1).max(1_000).default(1) }),
  strike:
    ({ rows }) =>
    (pages): PageSequence =>
    (index) => {
      const page = pages(index);
      const before = index === 0 ? null : pages(index - 1);
      if (page === null || page === 'refused' || before === null || before === 'refused') return page;
      return { ...page, booked: [...before.booked.slice(-rows), ...page.booked] };
    },
});
