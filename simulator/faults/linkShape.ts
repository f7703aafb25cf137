import { z } from 'zod';
import { defineDataFault } from './fault.ts';

/** Q33, Q34: where banks write the link to the next page, and how. */
export const linkShape = defineDataFault({
  name: 'link.shape',
  what: 'writes the link elsewhere; place (_links): links, _links or transactions._links; form (relative): or absolute',
  hook: 'answer',
  params: z.strictObject({
    place: z.enum(['links', '_links', 'transactions._links']).default('_links'),
    form: z.enum(['relative', 'absolute']).default('relative'),
  }),
  strike:
    ({ place, form }) =>
    ({ links, ...body }, { origin }) => {
      if (links === undefined) return body;
      const { href } = links.next;
      const written = { next: { href: form === 'absolute' ? new URL(href, origin).href : href } };
      if (place !== 'transactions._links') return { ...body, [place]: written };
      return { ...body, transactions: { ...body.transactions, _links: written } };
    },
});
