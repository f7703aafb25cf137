import { randomUUID } from 'node:crypto';
import type { LifecycleQueue, ReconcileInput } from '../../src/contracts/reconcile.ts';
import { connectAccount } from '../e2e/connectAccount.ts';
import { type ExportedHistory, exportHistory } from '../e2e/histories.ts';
import type { World } from '../e2e/world.ts';
import type { Scenarios } from './scenarioSteps.ts';

async function execute(
  world: World,
  type: 'watchdogWorkflow' | 'reconcileWorkflow',
  input: LifecycleQueue | ReconcileInput,
): Promise<ExportedHistory> {
  const workflowId = `${type}/${randomUUID()}`;
  const { batch: taskQueue } = world.queues;
  await world.temporal.client.workflow.execute(type, { workflowId, taskQueue, args: [input] });
  return exportHistory(world, workflowId);
}

const look = (world: World): Promise<ExportedHistory> =>
  execute(world, 'watchdogWorkflow', { interactiveQueue: world.queues.interactive });

export const reconcileScenarios: Scenarios = {
  async 'watchdogWorkflow/quiet'(world) {
    await connectAccount(world, { rows: 5 });
    return look(world);
  },
  async 'watchdogWorkflow/alert'(world) {
    const { connectionId } = await connectAccount(world, { rows: 5 });
    await world.database.admin(
      `update bank_connections set connection_status = 'needs_operator', status_changed_at = now() - interval '5 hours'
       where id = $1`,
      [connectionId],
    );
    return look(world);
  },
  async 'reconcileWorkflow/repaired'(world) {
    await connectAccount(world, { rows: 5 });
    const { batch: taskQueue, interactive: interactiveQueue } = world.queues;
    return execute(world, 'reconcileWorkflow', {
      schedules: { taskQueue, interactiveQueue, time: '03:00', timeZone: 'UTC', concurrency: 50, schedule: 'temporal' },
    });
  },
};
