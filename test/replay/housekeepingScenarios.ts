import { randomUUID } from 'node:crypto';
import { erasureWorkflowId } from '../../src/contracts/ids.ts';
import type { LifecycleQueue } from '../../src/contracts/reconcile.ts';
import { connectAccount } from '../e2e/connectAccount.ts';
import { type ExportedHistory, exportHistory } from '../e2e/histories.ts';
import type { World } from '../e2e/world.ts';
import type { Scenarios } from './scenarioSteps.ts';

async function look(world: World, name: string, args: readonly LifecycleQueue[]): Promise<ExportedHistory> {
  const workflowId = `${name}/${randomUUID()}`;
  await world.temporal.client.workflow.execute(name, {
    workflowId,
    taskQueue: world.queues.batch,
    workflowExecutionTimeout: '1m',
    args: [...args],
  });
  return exportHistory(world, workflowId);
}

export const housekeepingScenarios: Scenarios = {
  async 'eraseClientWorkflow/erased'(world) {
    const { clientId } = await connectAccount(world, { rows: 5 });
    await world.erp.call('DELETE', `/api/v1/clients/${clientId}`);
    await world.temporal.client.workflow.getHandle(erasureWorkflowId(clientId)).result();
    return exportHistory(world, erasureWorkflowId(clientId));
  },
  'auditCheckWorkflow/whole': (world) => look(world, 'auditCheckWorkflow', []),
  async 'auditCheckWorkflow/broken'(world) {
    const { clientId } = await connectAccount(world, { rows: 5 });
    const admin = (sql: string, values: readonly unknown[] = []) => world.database.admin(sql, values);
    await admin('alter table audit_entries disable trigger audit_entries_append_only');
    await admin(`update audit_entries set actor = 'nobody' where client_id = $1`, [clientId]);
    await admin('alter table audit_entries enable trigger audit_entries_append_only');
    return look(world, 'auditCheckWorkflow', []);
  },
  async 'retentionWorkflow/deleted'(world) {
    const { clientId } = await connectAccount(world, { rows: 5 });
    await world.database.admin(`update sync_pages set fetched_at = now() - interval '91 days' where client_id = $1`, [
      clientId,
    ]);
    return look(world, 'retentionWorkflow', [{ interactiveQueue: world.queues.interactive }]);
  },
};
