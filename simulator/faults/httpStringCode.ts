import { z } from 'zod';
import { sendTppError } from '../data/tppError.ts';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** Q32: codes are text in the standard, and numbers at DNB. */
export const httpStringCode = defineFault({
  name: 'http.string-code',
  what: 'refuses with a code that is text, where DNB writes numbers; status (403), code ("1")',
  endpoints: dataEndpoints,
  defaultWhen: 'always',
  params: z.strictObject({ status: z.int().min(400).max(599).default(403), code: z.string().default('1') }),
  strike({ status, code }, { request, response }) {
    sendTppError(response, request.path, { status, code, text: 'Refused.' });
    return 'answered';
  },
});
