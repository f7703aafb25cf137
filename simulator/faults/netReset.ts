import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';
import { takeOverAnswer } from './takeOverAnswer.ts';

/** The connection is cut with a TCP reset: before the bank does anything, or in the middle of what it answers. */
export const netReset = defineFault({
  name: 'net.reset',
  what: 'cuts the connection; at (start): start, before anything is done, or body, half way through the answer',
  endpoints: [...dataEndpoints, 'token', 'revoke'],
  defaultWhen: 'always',
  params: z.strictObject({ at: z.enum(['start', 'body']).default('start') }),
  strike({ at }, { response }) {
    const cut = (): void => void response.socket?.resetAndDestroy();
    if (at === 'start') {
      cut();
      return 'answered';
    }
    takeOverAnswer(response, (body) => {
      response.set('Content-Length', String(body.length)).write(body.subarray(0, body.length >>> 1), cut);
    });
    return 'continue';
  },
});
