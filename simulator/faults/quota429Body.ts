import { z } from 'zod';
import { sendTppError } from '../data/tppError.ts';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** No more reads today, in the standard's word and without `Retry-After` (bank D). */
export const quota429Body = defineFault({
  name: 'quota.429-body',
  what: 'answers 429 with a code in the body; code (ACCESS_EXCEEDED)',
  endpoints: dataEndpoints,
  defaultWhen: 'always',
  params: z.strictObject({ code: z.union([z.string(), z.int()]).default('ACCESS_EXCEEDED') }),
  strike({ code }, { request, response }) {
    sendTppError(response, request.path, { status: 429, code, text: 'Access exceeded.' });
    return 'answered';
  },
});
