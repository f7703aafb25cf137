import { Context } from '@temporalio/activity';

/** D-9: often enough that a killed worker is replaced within the heartbeat's timeout of 30 s. */
const beatMs = 5_000;

/**
 * Tells the server every 5 s, while `work` goes on, that it does: also during one long call to the bank or one long
 * statement. `details` are for people who look at the pending activity; the truth is in the tables.
 */
export async function whileHeartbeating<T>(details: () => number, work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(details()), beatMs);
  context.heartbeat(details());
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
