import { z } from 'zod';
import { defineDataFault } from './fault.ts';
import { withNext } from './pagePlace.ts';

/** Q11: the caller is told the key of the next page and has to send everything else again. */
export const linkKeyOnly = defineDataFault({
  name: 'link.key-only',
  what: 'gives no link but a key; form (key): the key alone, or query: ?pageId=key',
  hook: 'answer',
  params: z.strictObject({ form: z.enum(['key', 'query']).default('key') }),
  strike:
    ({ form }) =>
    (body, { isLast, index, keyOf }) =>
      isLast ? body : withNext(body, form === 'key' ? keyOf(index + 1) : `?pageId=${keyOf(index + 1)}`),
});
