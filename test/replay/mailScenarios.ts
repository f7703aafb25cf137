import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { connectAccount } from '../e2e/connectAccount.ts';
import { type ExportedHistory, exportHistory } from '../e2e/histories.ts';
import type { World } from '../e2e/world.ts';
import type { Scenarios } from './scenarioSteps.ts';

async function look(world: World): Promise<ExportedHistory> {
  const workflowId = `mail/${randomUUID()}`;
  await world.temporal.client.workflow.execute('mailWorkflow', {
    workflowId,
    taskQueue: world.queues.batch,
    workflowExecutionTimeout: '1m',
  });
  return exportHistory(world, workflowId);
}

export const mailScenarios: Scenarios = {
  'mailWorkflow/nothing-to-tell': look,
  async 'mailWorkflow/sent'(world) {
    const { clientId, connectionId } = await connectAccount(world, { rows: 5 });
    await world.erp.call('PUT', `/api/v1/clients/${clientId}`, {
      body: {
        name: 'Kunde AS',
        locale: 'nb',
        notification_emails: ['regnskap@kunde.example'],
        return_urls: [],
        matching: { mode: 'auto' },
      },
    });
    await world.database.admin(
      `update bank_connections set connection_status = 'needs_operator', status_changed_at = now() where id = $1`,
      [connectionId],
    );
    await world.database.admin(
      `insert into outbox_events (id, client_id, type, data) values ($1, $2, 'connection.needs_operator', $3)`,
      [randomUUIDv7(), clientId, JSON.stringify({ client_id: clientId, connection_id: connectionId })],
    );
    return look(world);
  },
};
