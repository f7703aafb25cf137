import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { taskQueues } from '../contracts/ids.ts';
import type { ReconcileInput, ReconcileResult } from '../contracts/reconcile.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { housekeeping } from './proxies.ts';

/** Brings Temporal to what the tables say (D.2): so even its database may be lost. */
export async function reconcileWorkflow({ schedules }: ReconcileInput): Promise<ReconcileResult> {
  const schedulesMade = await housekeeping.reconcileSchedules(schedules);
  const connections = await housekeeping.reconcileConnections({
    interactiveQueue: schedules.interactiveQueue ?? taskQueues.interactive,
  });
  const runs = await housekeeping.reconcileRuns();

  const isWhole = schedulesMade + connections.started + runs.takenUp === 0;
  const stage = connections.orphans > 0 ? 'orphans' : isWhole ? 'whole' : 'repaired';
  upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
  setCurrentDetails(
    [
      `**Connections:** ${connections.connections}, workflows started: ${connections.started}`,
      `**Runs:** ${runs.running} open, taken up: ${runs.takenUp}`,
      `**Schedules made:** ${schedulesMade}`,
      `**Workflows without a connection:** ${connections.orphans} ${connections.orphanIds.join(', ')}`,
    ].join('\n\n'),
  );
  return { ...connections, runs, schedulesMade };
}
