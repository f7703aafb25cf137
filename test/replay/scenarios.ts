import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ConnectionInput, revoke } from '../../src/contracts/connection.ts';
import { connectionWorkflowId, matchingWorkflowId, syncWorkflowId } from '../../src/contracts/ids.ts';
import type { SyncInput } from '../../src/contracts/sync.ts';
import type { SyncDueInput } from '../../src/contracts/syncDue.ts';
import { accepted, type Connected, connectAccount, syncNow } from '../e2e/connectAccount.ts';
import { type ExportedHistory, exportHistory, scheduledActivities } from '../e2e/histories.ts';
import { attemptedAt, runsOf } from '../e2e/readTables.ts';
import { until } from '../e2e/until.ts';
import type { World } from '../e2e/world.ts';

/** Workflow type/case → how its history comes about. A case makes all it needs. */
export type Scenarios = Readonly<Record<string, (world: World) => Promise<ExportedHistory>>>;

const yesterday = (): Date => new Date(Date.now() - 48 * 3_600_000);
const initiatedShape = z.object({ authorization_url: z.url(), state: z.string(), connection_id: z.uuid() });

const initiate = async ({ erp }: World): Promise<z.output<typeof initiatedShape>> =>
  accepted(initiatedShape, await erp.call('POST', '/api/dnb/oauth/initiate', { body: { client_id: randomUUID() } }));

const life = (world: World, { connectionId }: Pick<Connected, 'connectionId'>): Promise<ExportedHistory> =>
  exportHistory(world, connectionWorkflowId(connectionId));
const lastSync = (world: World, { connectionId }: Pick<Connected, 'connectionId'>): Promise<ExportedHistory> =>
  exportHistory(world, syncWorkflowId(connectionId));

const requestSync = ({ erp }: World, { connectionId }: Connected, body: object = {}, headers = {}): Promise<unknown> =>
  erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId, ...body }, headers });
const disconnect = ({ erp }: World, { connectionId }: Connected): Promise<unknown> =>
  erp.call('DELETE', `/api/dnb/connections/${connectionId}`);

const untilClosed = ({ temporal }: World, workflowId: string): Promise<unknown> =>
  temporal.client.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);

/** A connection whose next sync takes a while. */
async function slowConnection(world: World): Promise<Connected> {
  const connected = await connectAccount(world, { rows: 250, days: 3, pageSize: 10 });
  await world.bank.switchOn({ name: 'net.slow', account: connected.account, delayMs: 50 });
  return connected;
}

const untilRunning = (world: World, { connectionId }: Connected): Promise<unknown> =>
  until('the run works', async () => (await runsOf(world, connectionId)).at(-1)?.status === 'running');

async function coordinate(world: World, input: Partial<SyncDueInput>): Promise<string> {
  const workflowId = `sync-due/tick-${randomUUID()}`;
  await world.temporal.client.workflow.start('syncDueWorkflow', {
    workflowId,
    taskQueue: world.queues.batch,
    args: [{ trigger: 'due', window: 50, continueAfter: 250, ...input } satisfies SyncDueInput],
  });
  return workflowId;
}

/** Run ids of a workflow, oldest first. */
async function executions({ temporal }: World, workflowId: string, least: number): Promise<string[]> {
  const query = `WorkflowId = '${workflowId}' ORDER BY StartTime`;
  return until(`${least} runs of ${workflowId}`, async () => {
    const runIds: string[] = [];
    for await (const { runId, startTime } of temporal.client.workflow.list({ query: query.replace(/ ORDER.*/, '') }))
      runIds.push(`${startTime.toISOString()} ${runId}`);
    return runIds.length >= least && runIds.toSorted().map((entry) => entry.split(' ')[1] ?? '');
  });
}

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

export const scenarios: Scenarios = {
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
