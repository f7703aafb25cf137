import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { indexOfPage } from './pagePlace.ts';

/** F10: behind the last page there is always another, under a key of its own. */
export const pageEndless = defineDataFault({
  name: 'page.endless',
  what: 'has another page behind each; rows (repeated): all pages again and again, or empty ones',
  hook: 'pages',
  params: z.strictObject({ rows: z.enum(['repeated', 'empty']).default('repeated') }),
  strike:
    ({ rows }) =>
    (pages) =>
    (index) => {
      const page = pages(index);
      if (page !== null) return page;
      return rows === 'empty' ? { booked: [], pending: [] } : pages(index % (indexOfPage(pages, index + 1) + 1));
    },
});
