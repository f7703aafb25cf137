import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { connectionWorkflowId, syncWorkflowId } from '../../src/contracts/ids.ts';
import type { SyncDueInput } from '../../src/contracts/syncDue.ts';
import { accepted, type Connected, connectAccount } from '../e2e/connectAccount.ts';
import { type ExportedHistory, exportHistory } from '../e2e/histories.ts';
import { runsOf } from '../e2e/readTables.ts';
import { until } from '../e2e/until.ts';
import type { World } from '../e2e/world.ts';

/** Workflow type/case → how its history comes about. A case makes all it needs. */
export type Scenarios = Readonly<Record<string, (world: World) => Promise<ExportedHistory>>>;

export const yesterday = (): Date => new Date(Date.now() - 48 * 3_600_000);
export const initiatedShape = z.object({ authorization_url: z.url(), state: z.string(), connection_id: z.uuid() });

export const initiate = async ({ erp }: World): Promise<z.output<typeof initiatedShape>> =>
  accepted(initiatedShape, await erp.call('POST', '/api/dnb/oauth/initiate', { body: { client_id: randomUUID() } }));

export const life = (world: World, { connectionId }: Pick<Connected, 'connectionId'>): Promise<ExportedHistory> =>
  exportHistory(world, connectionWorkflowId(connectionId));
export const lastSync = (world: World, { connectionId }: Pick<Connected, 'connectionId'>): Promise<ExportedHistory> =>
  exportHistory(world, syncWorkflowId(connectionId));

export const requestSync = (
  { erp }: World,
  { connectionId }: Connected,
  body: object = {},
  headers = {},
): Promise<unknown> => erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId, ...body }, headers });
export const disconnect = ({ erp }: World, { connectionId }: Connected): Promise<unknown> =>
  erp.call('DELETE', `/api/dnb/connections/${connectionId}`);

export const untilClosed = ({ temporal }: World, workflowId: string): Promise<unknown> =>
  temporal.client.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);

/** A connection whose next sync takes a while. */
export async function slowConnection(world: World): Promise<Connected> {
  const connected = await connectAccount(world, { rows: 250, days: 3, pageSize: 10 });
  await world.bank.switchOn({ name: 'net.slow', account: connected.account, delayMs: 50 });
  return connected;
}

export const untilRunning = (world: World, { connectionId }: Connected): Promise<unknown> =>
  until('the run works', async () => (await runsOf(world, connectionId)).at(-1)?.status === 'running');

export async function coordinate(world: World, input: Partial<SyncDueInput>): Promise<string> {
  const workflowId = `sync-due/tick-${randomUUID()}`;
  await world.temporal.client.workflow.start('syncDueWorkflow', {
    workflowId,
    taskQueue: world.queues.batch,
    args: [{ trigger: 'due', window: 50, continueAfter: 250, ...input } satisfies SyncDueInput],
  });
  return workflowId;
}

/** Run ids of a workflow, oldest first. */
export async function executions({ temporal }: World, workflowId: string, least: number): Promise<string[]> {
  const query = `WorkflowId = '${workflowId}' ORDER BY StartTime`;
  return until(`${least} runs of ${workflowId}`, async () => {
    const runIds: string[] = [];
    for await (const { runId, startTime } of temporal.client.workflow.list({ query: query.replace(/ ORDER.*/, '') }))
      runIds.push(`${startTime.toISOString()} ${runId}`);
    return runIds.length >= least && runIds.toSorted().map((entry) => entry.split(' ')[1] ?? '');
  });
}
