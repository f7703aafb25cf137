import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';
import { takeOverAnswer } from './takeOverAnswer.ts';

/** The right answer, a byte now and then: each byte starts a deadline between chunks anew (D-14). */
export const netSlowDrip = defineFault({
  name: 'net.slow-drip',
  what: 'sends its answer a byte at a time; intervalMs (1000)',
  endpoints: [...dataEndpoints, 'token'],
  defaultWhen: 'always',
  params: z.strictObject({ intervalMs: z.int().min(1).max(60_000).default(1_000) }),
  strike({ intervalMs }, { response }) {
    takeOverAnswer(response, (body) => {
      response.set('Content-Length', String(body.length)).flushHeaders();
      let sent = 0;
      const drip = setInterval(() => {
        response.write(body.subarray(sent, (sent += 1)));
        if (sent >= body.length) response.end();
      }, intervalMs);
      drip.unref();
      response.once('close', () => clearInterval(drip));
    });
    return 'continue';
  },
});
