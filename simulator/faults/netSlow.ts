import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** A late answer. A caller that has gone meanwhile gets none, and nothing happens to its call. */
export const netSlow = defineFault({
  name: 'net.slow',
  what: 'answers late; delayMs (1000)',
  endpoints: [...dataEndpoints, 'token', 'revoke'],
  defaultWhen: 'always',
  params: z.strictObject({ delayMs: z.int().min(0).max(600_000).default(1_000) }),
  async strike({ delayMs }, { response }) {
    await pause(delayMs, undefined, { ref: false });
    return response.destroyed ? 'answered' : 'continue';
  },
});
