import type { ExpiredRows } from '../../contracts/erasure.ts';
import { deleteExpiring, expiringRows } from '../../db/sql/retention/expiringRows.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';

const batch = 5_000;
const longestMs = 5 * 60_000;

/** Deletes what has served its time (E-18), of all clients, a batch a transaction; a step ends after some minutes. */
export const createDeleteExpired =
  ({ orm, clock }: Pick<ActivityDeps, 'orm' | 'clock'>) =>
  async (): Promise<ExpiredRows> => {
    const untilMs = clock.now() + longestMs;
    const deleted: Record<string, number> = {};
    let total = 0;
    return whileHeartbeating(
      () => total,
      async () => {
        // A policy may keep some of a batch, so that only an empty one is the last.
        for (const rows of expiringRows)
          for (let count = batch; count > 0; ) {
            if (clock.now() > untilMs) return { deleted, more: true };
            count = await acrossClients(orm.em, (em) => deleteExpiring(em, rows, { limit: batch }));
            if (count > 0) deleted[rows.table] = (deleted[rows.table] ?? 0) + count;
            total += count;
          }
        return { deleted, more: false };
      },
    );
  };
