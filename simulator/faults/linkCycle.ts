import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { isPage, pageNumber, withNext } from './pagePlace.ts';

/** A, B, A: the last page of the circle links to the first, and so for ever. */
export const linkCycle = defineDataFault({
  name: 'link.cycle',
  what: 'links a later page to the first one; pages (2) of the circle',
  hook: 'answer',
  params: z.strictObject({ pages: pageNumber.min(2).default(2) }),
  strike:
    ({ pages }) =>
    (body, page) =>
      isPage(page, pages) ? withNext(body, page.hrefOf(0)) : body,
});
