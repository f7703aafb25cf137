import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { indexOfPage, pageNumber } from './pagePlace.ts';

/** Q09: an empty page is not the end. */
export const pageEmptyNext = defineDataFault({
  name: 'page.empty-next',
  what: 'puts empty pages with a link to the next one before a page; page (2), pages (1)',
  hook: 'pages',
  params: z.strictObject({ page: pageNumber.default(2), pages: z.int().min(1).max(1_000).default(1) }),
  strike:
    ({ page, pages: emptyPages }) =>
    (pages) => {
      const first = indexOfPage(pages, page);
      return (index) => {
        if (index < first) return pages(index);
        return index < first + emptyPages ? { booked: [], pending: [] } : pages(index - emptyPages);
      };
    },
});
