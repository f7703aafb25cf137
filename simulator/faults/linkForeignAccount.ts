import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { isPage, pageNumber, withNext } from './pagePlace.ts';

/** Q10: the link leads to the rows of another account. */
export const linkForeignAccount = defineDataFault({
  name: 'link.foreign-account',
  what: 'links a page to another account; page (1), to (15031112224): its number',
  hook: 'answer',
  params: z.strictObject({
    page: pageNumber.default(1),
    to: z
      .string()
      .regex(/^\d{11}$/)
      .default('15031112224'),
  }),
  strike:
    ({ page: number, to }) =>
    (body, page) =>
      isPage(page, number)
        ? withNext(body, page.hrefOf(page.index + 1).replace(`/accounts/${page.read.account.id}/`, `/accounts/${to}/`))
        : body,
});
