import type { Logger } from '../../logger.ts';

const againAfterMs = 3_600_000;

/**
 * An alarm that concerns all connections, in the log: at level `error` when it begins and once an hour while it lasts, at
 * `warn` when it is over. `facts` null: there is nothing to tell. Each process tells by itself.
 */
export function createLastingAlarm(
  logger: Logger,
  alert: string,
): (facts: Readonly<Record<string, number>> | null, nowMs: number) => void {
  let toldMs: number | null = null;
  return (facts, nowMs) => {
    if (facts === null) {
      if (toldMs !== null) logger.warn({ alert, over: true }, 'watchdog');
      toldMs = null;
      return;
    }
    if (toldMs !== null && nowMs - toldMs < againAfterMs) return;
    logger.error({ alert, ...facts }, 'watchdog');
    toldMs = nowMs;
  };
}
