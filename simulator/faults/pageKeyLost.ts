import { z } from 'zod';
import type { PageSequence } from '../data/pageSequence.ts';
import { defineDataFault } from './fault.ts';
import { pageNumber } from './pagePlace.ts';

/** The bank forgets a read half way; a new one from the first page is another read. */
export const pageKeyLost = defineDataFault({
  name: 'page.key-lost',
  what: 'refuses with 400 the keys of its own pages, in one read unless when says otherwise; page (2): the first of them',
  hook: 'pages',
  defaultWhen: { times: 1 },
  params: z.strictObject({ page: pageNumber.min(2).default(2) }),
  strike:
    ({ page }) =>
    (pages): PageSequence =>
    (index) =>
      index < page - 1 || pages(index) === null ? pages(index) : 'refused',
});
