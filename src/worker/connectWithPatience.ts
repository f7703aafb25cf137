import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { UnreachableError } from '../unreachableError.ts';

const patienceMs = 5 * 60_000;
const pauseMs = 1_000;

/** F5: a worker that starts before Temporal waits for it, for five minutes. Throws `UnreachableError`. */
export async function connectWithPatience<T>(connect: () => Promise<T>, logger: Logger): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(pauseMs)) {
    try {
      return await connect();
    } catch (cause) {
      if (Date.now() > deadline) throw new UnreachableError('TEMPORAL_ADDRESS: Temporal does not answer', { cause });
      logger.warn({ err: cause }, 'waiting for Temporal');
    }
  }
}
