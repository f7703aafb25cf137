import { z } from 'zod';
import { sendTppError } from '../data/tppError.ts';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** The bank breaks down. */
export const http5xx = defineFault({
  name: 'http.5xx',
  what: 'answers with a 5xx; status (500)',
  endpoints: [...dataEndpoints, 'token', 'revoke'],
  defaultWhen: 'always',
  params: z.strictObject({ status: z.int().min(500).max(599).default(500) }),
  strike({ status }, { request, response }) {
    sendTppError(response, request.path, { status, code: 'INTERNAL_SERVER_ERROR', text: 'Internal error.' });
    return 'answered';
  },
});
