import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ChildWorkflowCancellationType, ParentClosePolicy, patched, startChild } from '@temporalio/workflow';
import { adviceWorkflowId, priorities } from '../contracts/ids.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { adviceWorkflow } from './adviceWorkflow.ts';

/**
 * Starts the client's run of the advisor, and does not wait for it. `wantsAdvice` is of matching's result: where no advisor
 * is configured nothing comes of it, not even a marker.
 */
export async function beginAdvice(clientId: string, wantsAdvice: boolean): Promise<void> {
  if (!wantsAdvice || !patched('advice-after-matching')) return;
  try {
    await startChild(adviceWorkflow, {
      workflowId: adviceWorkflowId(clientId),
      args: [{ clientId }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      // Else cancelling a run cancels it too, ABANDON or not.
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      staticSummary: 'advice on review items',
      typedSearchAttributes: [{ key: searchAttributes.clientId, value: clientId }],
      priority: { priorityKey: priorities.advice, fairnessKey: clientId },
    });
  } catch (error) {
    // An answer, not an error: the one that runs looks at what is new, or the next one does.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
