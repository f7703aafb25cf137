import type { PayloadCodec } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import type { TaskQueues } from '../contracts/ids.ts';
import type { Logger } from '../logger.ts';
import { sealingWorker } from '../temporal/dataConverters.ts';
import { reportActivities } from './reportActivities.ts';

export interface WorkerSettings {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly queues: TaskQueues;
  readonly bundle: WorkflowBundleOption;
  readonly activities: Activities;
  readonly logger: Logger;
  /** Seals payloads; the bundle is then a sealing one. */
  readonly codec?: PayloadCodec | undefined;
  /** what a token's renewal needs to end. Tests shorten it. */
  readonly shutdownGraceMs?: number;
}

export interface RunningWorkers {
  /** Settles when both have ended; rejects when one of them fails (E-2). */
  readonly finished: Promise<void>;
  /** Every worker is polling. */
  isRunning(): boolean;
  /** Takes no new work, lets what runs end within the grace. May be called again. */
  shutdown(): Promise<void>;
}

/** Per queue; the sum of activities stays below the pool (stack 10). */
export const activitySlots = { interactive: 10, batch: 20 } as const;

/** One worker for each queue: people's work does not wait behind the night's (E-12). */
export async function startWorkers(settings: WorkerSettings): Promise<RunningWorkers> {
  const create = (queue: keyof TaskQueues): Promise<Worker> => Worker.create(optionsOf(settings, queue));
  const workers = await Promise.all([create('interactive'), create('batch')]);
  // One that fails takes the other along: the process ends and is started again.
  const stopAll = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const finished = Promise.all(workers.map((worker) => worker.run().finally(stopAll))).then(() => undefined);
  finished.catch(() => undefined); // whoever waits for it hears of it
  return {
    finished,
    isRunning: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    async shutdown() {
      stopAll();
      await finished;
    },
  };
}

function optionsOf(settings: WorkerSettings, queue: keyof TaskQueues): WorkerOptions {
  return {
    connection: settings.connection,
    namespace: settings.namespace,
    taskQueue: settings.queues[queue],
    workflowBundle: settings.bundle,
    activities: settings.activities,
    ...(settings.codec === undefined ? {} : { dataConverter: sealingWorker(settings.codec) }),
    interceptors: { activity: [reportActivities(settings.logger.child({ queue: settings.queues[queue] }))] },
    maxConcurrentActivityTaskExecutions: activitySlots[queue],
    maxConcurrentWorkflowTaskExecutions: 20,
    maxCachedWorkflows: 200,
    reuseV8Context: true,
    // Fewer are all taken by the starts of a lot of syncs: the coordinator's own task then waited 7 seconds (measured).
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 4, initial: 5, maximum: 10 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 2, maximum: 8 },
    // Else a cancellation reaches an activity only after 0.8 of its heartbeat timeout.
    maxHeartbeatThrottleInterval: '5s',
    shutdownGraceTime: settings.shutdownGraceMs ?? 20_000,
    shutdownForceTime: (settings.shutdownGraceMs ?? 20_000) + 10_000,
  };
}
