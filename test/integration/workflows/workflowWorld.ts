import { randomUUID } from 'node:crypto';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { type ConnectedTemporal, connectTemporal, temporalEndpoint } from '../../../src/temporal/connectTemporal.ts';

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

export type Step<Input> = (input: Input) => unknown;

/** Workflows on a real Temporal server; what their steps do is told by each test. */
export interface WorkflowWorld {
  readonly temporal: ConnectedTemporal;
  /** Runs a workflow to its end with a worker of its own; 'failed' where it fails. */
  run<Input>(
    workflow: { readonly type: string; readonly id: string; readonly input: unknown },
    steps: Readonly<Record<string, Step<Input>>>,
  ): Promise<unknown>;
  close(): Promise<void>;
}

export async function openWorkflowWorld(): Promise<WorkflowWorld> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
  const namespace = process.env['TEST_TEMPORAL_NAMESPACE'] ?? 'default';
  const connection = await NativeConnection.connect({ address });
  const temporal = connectTemporal(temporalEndpoint({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }));
  return {
    temporal,
    async run({ type, id: workflowId, input }, activities) {
      const taskQueue = `workflows-${randomUUID()}`;
      const worker = await Worker.create({
        connection,
        namespace,
        taskQueue,
        workflowBundle: { codePath: process.env['TEST_WORKFLOW_BUNDLE'] ?? '' },
        activities,
      });
      return worker.runUntil(() =>
        temporal.client.workflow.execute(type, { taskQueue, workflowId, args: [input] }).catch(() => 'failed' as const),
      );
    },
    async close() {
      await temporal.connection.close();
      await connection.close();
    },
  };
}
