import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';
import { takeOverAnswer } from './takeOverAnswer.ts';

/** F7: JSON that breaks off. Its length fits what was sent, or promises the rest, which never comes. */
export const netTruncatedJson = defineFault({
  name: 'net.truncated-json',
  what: 'breaks its answer off; share (0.5) that is sent, length (sent): of what is sent, or whole, and the connection ends',
  endpoints: dataEndpoints,
  defaultWhen: 'always',
  params: z.strictObject({
    share: z.number().min(0).lt(1).default(0.5),
    length: z.enum(['sent', 'whole']).default('sent'),
  }),
  strike({ share, length }, { response }) {
    takeOverAnswer(response, (body) => {
      const part = body.subarray(0, Math.floor(body.length * share));
      response.set('Content-Length', String(length === 'sent' ? part.length : body.length));
      if (length === 'sent') response.end(part);
      else response.write(part, () => response.socket?.destroySoon());
    });
    return 'continue';
  },
});
