import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { World } from './world.ts';

type History = Parameters<typeof historyToJSON>[0];

export interface ExportedHistory {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly history: History;
  /** As `temporal workflow show --output json` gives it. */
  readonly json: string;
}

/** One run's history; without `runId` the latest. */
export async function exportHistory(
  { temporal }: Pick<World, 'temporal'>,
  workflowId: string,
  runId?: string,
): Promise<ExportedHistory> {
  const handle = temporal.client.workflow.getHandle(workflowId, runId);
  const [history, description] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  return {
    workflowId,
    runId: description.runId,
    workflowType: description.type,
    history,
    json: historyToJSON(history),
  };
}

/** Every run of every workflow that worked on the world's queues. */
export async function exportAll({ temporal, queues }: Pick<World, 'temporal' | 'queues'>): Promise<ExportedHistory[]> {
  const query = `TaskQueue IN ('${queues.interactive}', '${queues.batch}')`;
  const exported: ExportedHistory[] = [];
  for await (const { workflowId, runId } of temporal.client.workflow.list({ query }))
    exported.push(await exportHistory({ temporal }, workflowId, runId));
  return exported;
}

/** The JSON with its payloads in clear after it: what anybody can read who sees the history. */
export const readableText = ({ json }: ExportedHistory): string =>
  [
    json,
    ...[...json.matchAll(/"data":\s*"([A-Za-z0-9+/=]*)"/g)].map(([, data = '']) =>
      Buffer.from(data, 'base64').toString('utf8'),
    ),
  ].join('\n');

/** Names of the activities that were scheduled, in order. */
export const scheduledActivities = ({ history }: ExportedHistory): string[] =>
  (history.events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled ? [scheduled.activityType?.name ?? ''] : [],
  );
