import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { isPage, pageNumber, withNext } from './pagePlace.ts';

/** Q08: the link to the next page leads to the page that it stands on. */
export const linkSelf = defineDataFault({
  name: 'link.self',
  what: 'links a page to itself; page (1)',
  hook: 'answer',
  params: z.strictObject({ page: pageNumber.default(1) }),
  strike:
    ({ page: number }) =>
    (body, page) =>
      isPage(page, number) ? withNext(body, page.hrefOf(page.index)) : body,
});
