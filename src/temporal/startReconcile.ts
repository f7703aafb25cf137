import type { Client, WorkflowHandle } from '@temporalio/client';
import { reconcileWorkflowId } from '../contracts/ids.ts';
import type { ScheduleSettings } from '../contracts/reconcile.ts';
import type { reconcileWorkflow } from '../workflows/reconcileWorkflow.ts';

/** Starts the reconciler, or joins the one that was asked for and runs. Its result is the handle's. */
export const startReconcile = (
  client: Client,
  schedules: ScheduleSettings,
): Promise<WorkflowHandle<typeof reconcileWorkflow>> =>
  client.workflow.start<typeof reconcileWorkflow>('reconcileWorkflow', {
    workflowId: reconcileWorkflowId,
    taskQueue: schedules.taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'tables and Temporal, both ways',
    args: [{ schedules }],
  });
