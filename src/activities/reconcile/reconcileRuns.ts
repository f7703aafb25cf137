import { activityInfo, getClient } from '@temporalio/activity';
import { syncWorkflowId } from '../../contracts/ids.ts';
import type { ReconciledRuns } from '../../contracts/reconcile.ts';
import { listRunningRuns, type RunningRun } from '../../db/sql/reconcile/listRunningRuns.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import { isWorkflowOpen } from '../../temporal/isWorkflowOpen.ts';
import { takeUpRun } from '../../temporal/takeUpRun.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { atMost } from './atMost.ts';

const inFlight = 20;

/**
 * Runs that the tables call running and whose workflow is gone are taken up by a new one, without the hours that
 * `sync-due` gives them. Parked ones have no workflow and need none: they go on when their time comes.
 */
export const createReconcileRuns =
  ({ orm, logger }: ActivityDeps) =>
  async (): Promise<ReconciledRuns> => {
    const client = getClient();
    const { taskQueue } = activityInfo();
    const lost: RunningRun[] = [];
    return whileHeartbeating(
      () => lost.length,
      async () => {
        const running = await acrossClients(orm.em, (em) => listRunningRuns(em));
        await atMost(inFlight, running, async (run) => {
          if (!(await isWorkflowOpen(client, syncWorkflowId(run.connectionId)))) lost.push(run);
        });
        // A workflow ends its run before it ends itself: what is called running now, after it was seen closed, is lost.
        const ids = lost.map(({ runId }) => runId);
        const takeUp = ids.length === 0 ? [] : await acrossClients(orm.em, (em) => listRunningRuns(em, ids));
        let takenUp = 0;
        await atMost(inFlight, takeUp, async (run) => {
          if ((await takeUpRun(client, run, taskQueue)) === 'already_running') return;
          takenUp += 1;
          logger.warn({ alert: 'run_taken_up', connection_id: run.connectionId, sync_run_id: run.runId }, 'reconcile');
        });
        return { running: running.length, takenUp };
      },
    );
  };
