import { randomUUID } from 'node:crypto';
import { type ConnectionInput, getState, lookAgain, revoke } from '../../src/contracts/connection.ts';
import { connectionWorkflowId, syncWorkflowId } from '../../src/contracts/ids.ts';
import { type Connected, connectAccount } from '../e2e/connectAccount.ts';
import { exportHistory, scheduledActivities } from '../e2e/histories.ts';
import { until } from '../e2e/until.ts';
import type { World } from '../e2e/world.ts';

import {
  disconnect,
  executions,
  initiate,
  lastSync,
  life,
  requestSync,
  type Scenarios,
  untilClosed,
} from './scenarioSteps.ts';

/** A connection's workflow that has continued as new once, and is revoked in its second run. */
async function continuedLife(world: World): Promise<string> {
  const { clientId, connectionId } = await connectAccount(world, { rows: 5 });
  const workflowId = connectionWorkflowId(connectionId);
  const { workflow } = world.temporal.client;
  await workflow.getHandle(workflowId).terminate('to begin anew with a short history');
  const input: ConnectionInput = {
    clientId,
    connectionId,
    attemptLifeMs: 900_000,
    grantLifeMs: 600_000,
    continueAfterEvents: 12,
  };
  const { firstExecutionRunId } = await workflow.start('bankConnectionWorkflow', {
    workflowId,
    taskQueue: world.queues.interactive,
    args: [input],
  });
  const handle = workflow.getHandle(workflowId);
  const hasContinued = async (): Promise<boolean> => (await handle.describe()).runId !== firstExecutionRunId;
  // Refused, as nobody began that attempt: the history grows all the same.
  while (!(await hasContinued())) {
    await handle.executeUpdate('beginAuthorization', { args: [{ attemptId: randomUUID() }] });
    await until('it has continued', hasContinued, 1_000).catch(() => false);
  }
  await handle.executeUpdate(revoke);
  await handle.result();
  return workflowId;
}

/** A connection that an operator was waited for, and whose sync a person has retried. */
async function retried(world: World): Promise<Connected> {
  const connected = await connectAccount(world, { rows: 5 });
  const { connectionId } = connected;
  await untilClosed(world, syncWorkflowId(connectionId));
  await world.database.admin(`update bank_connections set connection_status = 'needs_operator' where id = $1`, [
    connectionId,
  ]);
  const handle = world.temporal.client.workflow.getHandle(connectionWorkflowId(connectionId));
  const isIn = (kind: string) => async (): Promise<boolean> => (await handle.query(getState))?.kind === kind;
  await handle.signal(lookAgain); // as the watchdog does
  await until('the clock knows', isIn('needs_operator'));
  await requestSync(world, connected, {}, { 'PSU-IP-Address': '192.0.2.44' });
  await until('the clock knows that it is back', isIn('active'));
  return connected;
}

/** Histories of a connection's life, by workflow type/case. */
export const connectionScenarios: Scenarios = {
  async 'bankConnectionWorkflow/fresh'(world) {
    const { connection_id } = await initiate(world);
    return life(world, { connectionId: connection_id });
  },
  async 'bankConnectionWorkflow/denied'(world) {
    const { state, connection_id } = await initiate(world);
    await world.erp.call('GET', `/api/dnb/oauth/callback?error=access_denied&state=${encodeURIComponent(state)}`);
    await untilClosed(world, connectionWorkflowId(connection_id));
    return life(world, { connectionId: connection_id });
  },
  async 'bankConnectionWorkflow/grant-pending'(world) {
    const account = await world.bank.openAccount({ rows: 5 });
    const { authorization_url, connection_id } = await initiate(world);
    const query = await world.bank.authorize(authorization_url, account);
    await world.erp.call('GET', `/api/dnb/oauth/callback?${query.toString()}`);
    return life(world, { connectionId: connection_id });
  },
  async 'bankConnectionWorkflow/needs-operator-and-back'(world) {
    return life(world, await retried(world));
  },
  async 'syncWorkflow/leads-back'(world) {
    const connected = await retried(world);
    await untilClosed(world, syncWorkflowId(connected.connectionId));
    return lastSync(world, connected);
  },
  async 'bankConnectionWorkflow/revoking'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    await world.bank.switchOn({ name: 'http.5xx', endpoint: 'revoke' });
    await disconnect(world, connected);
    await until('the bank was asked', async () => (await world.bank.requests('revoke')).length > 0);
    return life(world, connected);
  },
  'bankConnectionWorkflow/connected': async (world) => life(world, await connectAccount(world, { rows: 5 })),
  async 'bankConnectionWorkflow/needs-reconsent'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    for (const { id } of await world.bank.consents(connected.account)) await world.bank.revokeConsent(id);
    await requestSync(world, connected);
    await until('the lifecycle knows', async () =>
      scheduledActivities(await life(world, connected)).includes('invalidateConsent'),
    );
    return life(world, connected);
  },
  async 'bankConnectionWorkflow/revoked'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    await disconnect(world, connected);
    await untilClosed(world, connectionWorkflowId(connected.connectionId));
    return life(world, connected);
  },
  async 'bankConnectionWorkflow/before-continue-as-new'(world) {
    const workflowId = await continuedLife(world);
    return exportHistory(world, workflowId, (await executions(world, workflowId, 3))[1]);
  },
  async 'bankConnectionWorkflow/after-continue-as-new'(world) {
    const workflowId = await continuedLife(world);
    return exportHistory(world, workflowId, (await executions(world, workflowId, 3))[2]);
  },
};
