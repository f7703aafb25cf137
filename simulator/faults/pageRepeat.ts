import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { indexOfPage, pageNumber } from './pagePlace.ts';

/** A page comes again under a new key, and then the read goes on. */
export const pageRepeat = defineDataFault({
  name: 'page.repeat',
  what: 'serves a page again under a new key; page (1), times (1)',
  hook: 'pages',
  params: z.strictObject({ page: pageNumber.default(1), times: z.int().min(1).max(1_000).default(1) }),
  strike:
    ({ page, times }) =>
    (pages) => {
      const repeated = indexOfPage(pages, page);
      return (index) => pages(index <= repeated ? index : Math.max(repeated, index - times));
    },
});
