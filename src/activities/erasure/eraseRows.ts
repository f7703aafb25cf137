import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErasedRows, ErasureRef } from '../../contracts/erasure.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { endErasure } from '../../db/sql/erasure/endErasure.ts';
import { eraseBatch, moveTransactions } from '../../db/sql/erasure/eraseBatch.ts';
import { erasedTables } from '../../db/sql/erasure/erasedTables.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';

const role = 'kontosync_eraser' as const;
const defaultBatch = 5_000;
/** A step ends then, and the next one goes on. */
const longestMs = 5 * 60_000;

/**
 * Deletes a client's rows (E-18), a batch a transaction, until there are none; then forgets the persons of its audit and
 * the client itself. Any number of times: a killed one is resumed where the rows say.
 */
export const createEraseRows =
  ({ orm, clock }: Pick<ActivityDeps, 'orm' | 'clock'>, batch = defaultBatch) =>
  async ({ clientId, erasureId }: ErasureRef): Promise<ErasedRows> => {
    const asEraser = <T>(work: (em: EntityManager) => Promise<T>): Promise<T> =>
      withClient(orm.em, { clientId, role }, work);
    const untilMs = clock.now() + longestMs;
    let erased = 0;
    let held = 0;
    return whileHeartbeating(
      () => erased,
      async () => {
        // What a request in flight still wrote is found by another pass: the last one finds nothing.
        for (let isClean = false; !isClean; ) {
          isClean = true;
          for (const table of erasedTables)
            for (let count = batch; count === batch; ) {
              if (clock.now() > untilMs) return { erased, held, more: true };
              const gone =
                table === 'bank_transactions'
                  ? await asEraser((em) => moveTransactions(em, { clientId, erasureId, limit: batch }))
                  : { erased: await asEraser((em) => eraseBatch(em, table, { clientId, limit: batch })), held: 0 };
              count = gone.erased;
              erased += gone.erased;
              held += gone.held;
              if (gone.erased > 0) isClean = false;
            }
        }
        await asEraser(async (em) => {
          if (await endErasure(em, { clientId, erasureId }))
            await addAuditEntries(em, clientId, [
              { kind: 'change', actor: 'workflow', action: 'client.erased', subjectId: erasureId },
            ]);
        });
        return { erased, held, more: false };
      },
    );
  };
