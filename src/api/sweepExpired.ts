import type { MikroORM } from '@mikro-orm/postgresql';
import { deleteExpiredIdempotencyKeys } from '../db/sql/idempotency/deleteExpiredIdempotencyKeys.ts';
import { deleteFullBuckets } from '../db/sql/rates/deleteFullBuckets.ts';
import { acrossClients } from '../db/tenantScope.ts';
import type { Logger } from '../logger.ts';

const everyMs = 10 * 60_000;

/**
 * Deletes what has served its time (E-18): kept replies after a day, buckets that are full again. Every API process does,
 * each ten minutes; a second one finds nothing. Returns what stops it.
 */
export function sweepExpired({ orm, logger }: { readonly orm: MikroORM; readonly logger: Logger }): () => void {
  const sweep = async (): Promise<void> => {
    try {
      await acrossClients(orm.em, async (em) => {
        await deleteExpiredIdempotencyKeys(em);
        await deleteFullBuckets(em);
      });
    } catch (error) {
      logger.warn({ err: error }, 'what has expired could not be deleted; it is tried again');
    }
  };
  const timer = setInterval(() => void sweep(), everyMs).unref();
  return () => clearInterval(timer);
}
