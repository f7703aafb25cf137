import { ScheduleNotFoundError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { scheduleIds } from '../contracts/ids.ts';
import type { ScheduleSettings } from '../contracts/reconcile.ts';
import type { Logger } from '../logger.ts';
import type { ConnectedTemporal } from '../temporal/connectTemporal.ts';
import { prepareEngine } from '../temporal/prepareEngine.ts';

export interface EngineWatch {
  /** Settles when a look that goes on has ended. */
  close(): Promise<void>;
}

/**
 * Looks whether the Temporal server is still the one that was prepared. One that has lost its database answers as if
 * nothing were: the worker polls on, and no Schedule is left that could notice. The watchdog's Schedule is the mark:
 * where it is missing everything is made anew.
 */
export function watchEngine(
  temporal: ConnectedTemporal,
  schedules: ScheduleSettings,
  { logger, everyMs = 30_000 }: { readonly logger: Logger; readonly everyMs?: number },
): EngineWatch {
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, everyMs);
  timer.unref();

  async function look(): Promise<void> {
    try {
      if (await isPrepared(temporal)) return;
      logger.error(
        { alert: 'engine_lost' },
        'Temporal has lost the Schedules: everything is made anew from the tables',
      );
      await prepareEngine(temporal, schedules);
    } catch (error) {
      logger.warn({ err: error }, 'could not look after Temporal'); // away, or half up: the next look decides
    }
  }
  return {
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

async function isPrepared({ client, connection }: ConnectedTemporal): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + 5_000, () => client.schedule.getHandle(scheduleIds.watchdog).describe());
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError || error instanceof NamespaceNotFoundError) return false;
    throw error;
  }
}
