import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { isPage, pageNumber, withNext } from './pagePlace.ts';

/** F10: the link leads off this bank. A caller that follows it takes its bearer there. */
export const linkForeignHost = defineDataFault({
  name: 'link.foreign-host',
  what: 'links a page to another host, scheme or port; page (1), host (elsewhere.example unless another part is given), scheme, port',
  hook: 'answer',
  params: z.strictObject({
    page: pageNumber.default(1),
    host: z.hostname().optional(),
    scheme: z
      .string()
      .regex(/^[a-z][a-z0-9+.-]*$/)
      .optional(),
    port: z.int().min(1).max(65_535).optional(),
  }),
  strike:
    ({ page: number, host, scheme, port }) =>
    (body, page) => {
      if (!isPage(page, number)) return body;
      const { protocol, hostname, port: ownPort } = new URL(page.origin);
      const toldHost = host ?? (scheme === undefined && port === undefined ? 'elsewhere.example' : hostname);
      const toldPort = port === undefined ? ownPort : String(port);
      // Written by hand: a URL object does not change its scheme to one of another kind, such as file.
      const origin = `${scheme ?? protocol.slice(0, -1)}://${toldHost}${toldPort === '' ? '' : `:${toldPort}`}`;
      return withNext(body, `${origin}${page.hrefOf(page.index + 1)}`);
    },
});
