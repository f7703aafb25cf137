import { randomUUID } from 'node:crypto';
import type { OutboxInput } from '../../src/contracts/webhooks.ts';
import { connectAccount } from '../e2e/connectAccount.ts';
import { exportHistory } from '../e2e/histories.ts';
import { until } from '../e2e/until.ts';
import type { Scenarios } from './scenarioSteps.ts';

export const outboxScenarios: Scenarios = {
  async 'outboxWorkflow/continued'(world) {
    await connectAccount(world, { rows: 5 });
    const input: OutboxInput = { roundMs: 200, rounds: 3 };
    const workflowId = `outbox/${randomUUID()}`;
    const { workflow } = world.temporal.client;
    const { firstExecutionRunId } = await workflow.start('outboxWorkflow', {
      workflowId,
      taskQueue: world.queues.batch,
      args: [input],
    });
    const first = workflow.getHandle(workflowId, firstExecutionRunId);
    await until('it continues as new', async () => (await first.describe()).status.name === 'CONTINUED_AS_NEW');
    await workflow.getHandle(workflowId).terminate();
    return exportHistory(world, workflowId, firstExecutionRunId);
  },
};
