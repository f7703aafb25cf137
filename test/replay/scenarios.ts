import { randomUUID } from 'node:crypto';
import { matchingWorkflowId, syncWorkflowId } from '../../src/contracts/ids.ts';
import type { SyncInput } from '../../src/contracts/sync.ts';
import { accepted, connectAccount, syncNow } from '../e2e/connectAccount.ts';
import { type ExportedHistory, exportHistory, scheduledActivities } from '../e2e/histories.ts';
import { attemptedAt } from '../e2e/readTables.ts';
import { until } from '../e2e/until.ts';
import type { World } from '../e2e/world.ts';

import {
  coordinate,
  disconnect,
  executions,
  initiatedShape,
  lastSync,
  requestSync,
  type Scenarios,
  slowConnection,
  untilClosed,
  untilRunning,
  yesterday,
} from './scenarioSteps.ts';

export const scenarios: Scenarios = {
  async 'syncWorkflow/first'(world) {
    const connected = await connectAccount(world, { rows: 30 });
    await untilClosed(world, syncWorkflowId(connected.connectionId));
    return lastSync(world, connected);
  },
  async 'syncWorkflow/quiet'(world) {
    const connected = await connectAccount(world, { rows: 30 });
    await syncNow(world, connected.connectionId);
    await untilClosed(world, syncWorkflowId(connected.connectionId));
    return lastSync(world, connected);
  },
  async 'syncWorkflow/dates-read-alone'(world) {
    const account = await world.bank.openAccount({ rows: 120, pageSize: 50 });
    await world.bank.switchOn({ name: 'page.overlap', account });
    const connected = await connectAccount(world, { account });
    await untilClosed(world, syncWorkflowId(connected.connectionId));
    return lastSync(world, connected);
  },
  async 'syncWorkflow/one-account-fails'(world) {
    const owner = `person-${randomUUID().slice(0, 8)}`;
    const accounts = [];
    for (const rows of [4, 5]) accounts.push(await world.bank.openAccount({ rows, owner, days: 5 }));
    const clientId = randomUUID();
    const { authorization_url, state, connection_id } = accepted(
      initiatedShape,
      await world.erp.call('POST', '/api/dnb/oauth/initiate', { body: { client_id: clientId } }),
    );
    const query = await world.bank.authorizeAll(authorization_url, accounts);
    await world.erp.call('GET', `/api/dnb/oauth/callback?${query.toString()}`);
    await world.bank.switchOn({ name: 'http.one-account', account: accounts[0] ?? '' });
    await world.erp.call('POST', '/api/dnb/connect', {
      body: { client_id: clientId, code: query.get('code'), state, account_ids: accounts },
    });
    await untilClosed(world, syncWorkflowId(connection_id));
    return lastSync(world, { connectionId: connection_id });
  },
  async 'syncWorkflow/mid-page'(world) {
    const connected = await slowConnection(world);
    await requestSync(world, connected, {}, { prefer: 'respond-async' });
    const reads = async (): Promise<number> =>
      scheduledActivities(await lastSync(world, connected)).filter((name) => name === 'fetchPages').length;
    await until('a second step of pages', async () => (await reads()) === 2);
    return lastSync(world, connected);
  },
  async 'syncWorkflow/continued'(world) {
    const connected = await slowConnection(world);
    const today = new Date().toISOString().slice(0, 10);
    await requestSync(world, connected, {}, { prefer: 'respond-async' });
    await untilRunning(world, connected);
    await requestSync(world, connected, { from_date: today, to_date: today });
    const [, first] = await executions(world, syncWorkflowId(connected.connectionId), 3);
    return exportHistory(world, syncWorkflowId(connected.connectionId), first);
  },
  async 'syncWorkflow/parked'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    await world.bank.switchOn({ name: 'quota.429-retry', account: connected.account, code: 'ACCESS_EXCEEDED' });
    await requestSync(world, connected);
    await untilClosed(world, syncWorkflowId(connected.connectionId));
    return lastSync(world, connected);
  },
  async 'syncWorkflow/refused'(world) {
    const { clientId, connectionId, ...rest } = await connectAccount(world, { rows: 5 });
    await disconnect(world, { clientId, connectionId, ...rest });
    const input: SyncInput = { clientId, connectionId, trigger: 'due' };
    await untilClosed(world, syncWorkflowId(connectionId));
    await world.temporal.client.workflow.execute('syncWorkflow', {
      workflowId: syncWorkflowId(connectionId),
      taskQueue: world.queues.batch,
      args: [input],
    });
    return lastSync(world, { connectionId });
  },
  async 'syncWorkflow/failed'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    await world.bank.switchOn({ name: 'http.5xx', account: connected.account });
    await requestSync(world, connected);
    await untilClosed(world, syncWorkflowId(connected.connectionId));
    return lastSync(world, connected);
  },
  async 'syncWorkflow/needs-reconsent'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    for (const { id } of await world.bank.consents(connected.account)) await world.bank.revokeConsent(id);
    await requestSync(world, connected);
    await untilClosed(world, syncWorkflowId(connected.connectionId));
    return lastSync(world, connected);
  },
  async 'syncWorkflow/cancelled'(world) {
    const connected = await slowConnection(world);
    await requestSync(world, connected, {}, { prefer: 'respond-async' });
    await untilRunning(world, connected);
    await disconnect(world, connected);
    await untilClosed(world, syncWorkflowId(connected.connectionId));
    return lastSync(world, connected);
  },

  async 'syncDueWorkflow/nothing-due'(world) {
    const workflowId = await coordinate(world, {});
    await untilClosed(world, workflowId);
    return exportHistory(world, workflowId);
  },
  async 'syncDueWorkflow/night'(world) {
    for (const rows of [5, 6])
      await attemptedAt(world, (await connectAccount(world, { rows })).connectionId, yesterday());
    const workflowId = await coordinate(world, { trigger: 'nightly' });
    await untilClosed(world, workflowId);
    return exportHistory(world, workflowId);
  },
  async 'syncDueWorkflow/refilled'(world) {
    for (const rows of [5, 6, 7])
      await attemptedAt(world, (await connectAccount(world, { rows })).connectionId, yesterday());
    const workflowId = await coordinate(world, { trigger: 'nightly', window: 1 });
    await untilClosed(world, workflowId);
    return exportHistory(world, workflowId);
  },
  'syncDueWorkflow/before-continue-as-new': async (world) => continuedNight(world, 0),
  'syncDueWorkflow/after-continue-as-new': async (world) => continuedNight(world, 1),

  async 'matchingWorkflow/matched'(world) {
    const { clientId, account } = await connectAccount(world, { rows: 30 });
    const paid = (await world.bank.rows(account)).find(({ kid, amount }) => kid !== null && !amount.startsWith('-'));
    await world.erp.call('POST', '/api/v1/invoices/batch', {
      body: {
        client_id: clientId,
        invoices: [
          {
            external_id: 'invoice-1',
            kind: 'receivable',
            number: '1',
            kid: paid?.kid,
            amount: paid?.amount,
            open_amount: paid?.amount,
            currency: 'NOK',
            issue_date: '2020-01-01',
            due_date: '2020-02-01',
            party: { id: 'party-1', name: 'Kunde As' },
            status: 'open',
          },
        ],
      },
    });
    await untilClosed(world, matchingWorkflowId(clientId));
    return exportHistory(world, matchingWorkflowId(clientId));
  },

  // Last: its lease takes a place of the coordinators' window for ten minutes.
  async 'syncDueWorkflow/already-running'(world) {
    const connected = await slowConnection(world);
    await requestSync(world, connected, {}, { prefer: 'respond-async' });
    await untilRunning(world, connected);
    await attemptedAt(world, connected.connectionId, yesterday());
    const workflowId = await coordinate(world, {});
    await untilClosed(world, workflowId);
    return exportHistory(world, workflowId);
  },
};

/** Two that are due, one at a time. */
async function continuedNight(world: World, index: number): Promise<ExportedHistory> {
  for (const rows of [5, 6])
    await attemptedAt(world, (await connectAccount(world, { rows })).connectionId, yesterday());
  const workflowId = await coordinate(world, { trigger: 'nightly', window: 1, continueAfter: 1 });
  const runIds = await executions(world, workflowId, 2);
  await untilClosed(world, workflowId);
  return exportHistory(world, workflowId, runIds[index]);
}
