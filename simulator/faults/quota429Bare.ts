import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** No more reads today, without a word: DNB's body was never seen (bank A.5). */
export const quota429Bare = defineFault({
  name: 'quota.429-bare',
  what: 'answers 429 with neither body nor Retry-After',
  endpoints: dataEndpoints,
  defaultWhen: 'always',
  params: z.strictObject({}),
  strike(_params, { response }) {
    response.status(429).end();
    return 'answered';
  },
});
