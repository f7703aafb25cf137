import type { Client } from '@temporalio/client';
import { connectionOfWorkflowId } from '../contracts/ids.ts';

const pageSize = 1_000;

/** Connections whose lifecycle workflow is open, as visibility knows it: it lags a little both ways. */
export async function listOpenLifecycles(client: Client): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  const query = `WorkflowType = 'bankConnectionWorkflow' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query, pageSize })) {
    const connectionId = connectionOfWorkflowId(workflowId);
    if (connectionId !== null) open.add(connectionId);
  }
  return open;
}
