import { getClient } from '@temporalio/activity';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { connectionWorkflowId } from '../../contracts/ids.ts';
import type { LifecycleQueue, ReconciledConnections } from '../../contracts/reconcile.ts';
import { listLiveConnections } from '../../db/sql/reconcile/listLiveConnections.ts';
import { listOrphans } from '../../db/sql/reconcile/listOrphans.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import { isWorkflowOpen } from '../../temporal/isWorkflowOpen.ts';
import { listOpenLifecycles } from '../../temporal/listOpenLifecycles.ts';
import { startLifecycle } from '../../temporal/startLifecycle.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { atMost } from './atMost.ts';

const pageSize = 5_000;
const inFlight = 20;
/** Named in the result; the log has them all. */
const mostNamed = 20;
/** what is over may be revoking its last secrets at the bank for a day. */
const lastWorkMs = 25 * 3_600_000;

/**
 * Compares the connections that are not final with the open lifecycle workflows, both ways (D.2). What is missing is
 * started; whatever is open without need is reported and left alone, as nothing is repaired by terminating. Any number
 * of times, also beside itself.
 */
export const createReconcileConnections = ({ orm, clock, logger }: ActivityDeps) => {
  const readPage = (afterId: string | null): Promise<ConnectionRef[]> =>
    acrossClients(orm.em, (em) => listLiveConnections(em, { afterId, limit: pageSize }));

  return async ({ interactiveQueue }: LifecycleQueue): Promise<ReconciledConnections> => {
    const client = getClient();
    let started = 0;
    let alreadyRunning = 0;
    const start = async (ref: ConnectionRef): Promise<void> => {
      if ((await startLifecycle(client, ref, interactiveQueue)) === 'started') started += 1;
      else alreadyRunning += 1;
    };

    return whileHeartbeating(
      () => started,
      async () => {
        // First the workflows: a connection that begins meanwhile is then missing in their list, and starting it is safe.
        const open = await listOpenLifecycles(client);
        const withoutRow = new Set(open);
        let connections = 0;
        for (let afterId: string | null = null; ; ) {
          const page: ConnectionRef[] = await readPage(afterId);
          connections += page.length;
          for (const { connectionId } of page) withoutRow.delete(connectionId);
          await atMost(
            inFlight,
            page.filter(({ connectionId }) => !open.has(connectionId)),
            start,
          );
          const last = page.at(-1);
          if (last === undefined || page.length < pageSize) break;
          afterId = last.connectionId;
        }
        const orphanIds = await findOrphans([...withoutRow]);
        for (const connection_id of orphanIds) logger.error({ alert: 'workflow_orphaned', connection_id }, 'reconcile');
        if (started > 0) logger.warn({ alert: 'workflows_started', count: started }, 'reconcile');
        return {
          connections,
          started,
          alreadyRunning,
          orphans: orphanIds.length,
          orphanIds: orphanIds.slice(0, mostNamed),
        };
      },
    );

    async function findOrphans(ids: readonly string[]): Promise<readonly string[]> {
      const overBefore = new Date(clock.now() - lastWorkMs);
      const suspects = await acrossClients(orm.em, (em) => listOrphans(em, { ids, overBefore }));
      const orphans: string[] = [];
      // The list of open workflows lags: one that has ended meanwhile is none.
      await atMost(inFlight, suspects, async (connectionId) => {
        if (await isWorkflowOpen(client, connectionWorkflowId(connectionId))) orphans.push(connectionId);
      });
      return orphans.toSorted();
    }
  };
};
