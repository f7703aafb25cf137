import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { type ConnectionRef, lookAgain } from '../contracts/connection.ts';
import { connectionWorkflowId } from '../contracts/ids.ts';
import { startLifecycle } from './startLifecycle.ts';

/** Bids a connection's workflow ask the tables anew; one that is gone is started, which asks them first of all. */
export async function ringLifecycle(
  client: Client,
  ref: ConnectionRef,
  taskQueue: string,
): Promise<'rung' | 'started'> {
  try {
    await client.workflow.getHandle(connectionWorkflowId(ref.connectionId)).signal(lookAgain);
    return 'rung';
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await startLifecycle(client, ref, taskQueue);
    return 'started';
  }
}
