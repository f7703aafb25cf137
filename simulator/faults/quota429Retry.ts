import { z } from 'zod';
import { sendTppError } from '../data/tppError.ts';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** A rate limit with `Retry-After`. The body is empty unless a code is asked for, as it was never seen (bank A.5). */
export const quota429Retry = defineFault({
  name: 'quota.429-retry',
  what: 'answers 429 with Retry-After; retryAfter (2): seconds, or text such as an HTTP date; code: in the body',
  endpoints: dataEndpoints,
  defaultWhen: 'always',
  params: z.strictObject({
    retryAfter: z.union([z.number(), z.string().regex(/^[\x20-\x7e]*$/)]).default(2),
    code: z.string().optional(),
  }),
  strike({ retryAfter, code }, { request, response }) {
    response.set('Retry-After', String(retryAfter));
    if (code === undefined) response.status(429).end();
    else sendTppError(response, request.path, { status: 429, code, text: 'Too many requests.' });
    return 'answered';
  },
});
