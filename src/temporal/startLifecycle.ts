import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ConnectionRef } from '../contracts/connection.ts';
import { connectionWorkflowId, priorities } from '../contracts/ids.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import type { bankConnectionWorkflow } from '../workflows/bankConnectionWorkflow.ts';

const minutes = (count: number): number => count * 60_000;

/** how long an attempt and a pending grant live. */
export const lifecycleTimes = { attemptLifeMs: minutes(15), grantLifeMs: minutes(10) } as const;

export type StartAnswer = 'started' | 'already_running';

/**
 * Starts a connection's workflow where there is none (D.2): it asks the tables where the connection stands. One that runs
 * is an answer, and is left alone.
 */
export async function startLifecycle(
  client: Client,
  { clientId, connectionId }: ConnectionRef,
  taskQueue: string,
): Promise<StartAnswer> {
  try {
    await client.workflow.start<typeof bankConnectionWorkflow>('bankConnectionWorkflow', {
      workflowId: connectionWorkflowId(connectionId),
      taskQueue,
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: 'the life of a bank connection: consent, expiry, revoke',
      typedSearchAttributes: [
        { key: searchAttributes.clientId, value: clientId },
        { key: searchAttributes.connectionId, value: connectionId },
      ],
      // Thousands may come at once: people's work goes first.
      priority: { priorityKey: priorities.nightly, fairnessKey: clientId },
      args: [{ clientId, connectionId, ...lifecycleTimes }],
    });
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already_running';
    throw error;
  }
}
