import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ErasureInput } from '../contracts/erasure.ts';
import { erasureWorkflowId } from '../contracts/ids.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import type { eraseClientWorkflow } from '../workflows/eraseClientWorkflow.ts';
import type { StartAnswer } from './startLifecycle.ts';

/** Starts a client's erasure where it does not run. */
export async function startErasure(client: Client, input: ErasureInput, taskQueue: string): Promise<StartAnswer> {
  try {
    await client.workflow.start<typeof eraseClientWorkflow>('eraseClientWorkflow', {
      workflowId: erasureWorkflowId(input.clientId),
      taskQueue,
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: 'revoke, then erase a client',
      typedSearchAttributes: [{ key: searchAttributes.clientId, value: input.clientId }],
      args: [input],
    });
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already_running';
    throw error;
  }
}
