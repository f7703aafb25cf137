import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ConnectionRef } from '../contracts/connection.ts';
import { priorities, syncWorkflowId } from '../contracts/ids.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import type { syncWorkflow } from '../workflows/syncWorkflow.ts';
import type { StartAnswer } from './startLifecycle.ts';

/**
 * Starts the sync of a connection whose open run has lost its workflow: its first step adopts that run, or closes it
 * where the connection may not sync any more.
 */
export async function takeUpRun(
  client: Client,
  { clientId, connectionId }: ConnectionRef,
  taskQueue: string,
): Promise<StartAnswer> {
  try {
    await client.workflow.start<typeof syncWorkflow>('syncWorkflow', {
      workflowId: syncWorkflowId(connectionId),
      taskQueue,
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: 'goes on with a run that lost its workflow',
      typedSearchAttributes: [
        { key: searchAttributes.clientId, value: clientId },
        { key: searchAttributes.connectionId, value: connectionId },
      ],
      priority: { priorityKey: priorities.nightly, fairnessKey: clientId },
      args: [{ clientId, connectionId, trigger: 'due' }],
    });
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already_running';
    throw error;
  }
}
