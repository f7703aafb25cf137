import { z } from 'zod';
import type { PageSequence } from '../data/pageSequence.ts';
import { defineDataFault } from './fault.ts';
import { pageNumber } from './pagePlace.ts';

/** The last pages are left out, and the page before them looks like the last one. */
export const historyTruncated = defineDataFault({
  name: 'history.truncated',
  what: 'leaves the last pages out, without a link to them; pages (1) that are left',
  hook: 'pages',
  params: z.strictObject({ pages: pageNumber.default(1) }),
  strike:
    ({ pages: left }) =>
    (pages): PageSequence =>
    (index) =>
      index < left ? pages(index) : null,
});
