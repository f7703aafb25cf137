import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { taskQueues } from '../contracts/ids.ts';
import { connectTemporal } from '../temporal/connectTemporal.ts';
import type { ChildSpec } from './childProcess.ts';
import { until, untilServing } from './readiness.ts';
import { simulatorProgram } from './runSimulator.ts';

const program = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Node's own remark that types are stripped says nothing to whoever reads a log. */
const nodeFlags = ['--disable-warning=ExperimentalWarning'];

/**
 * For every child. UV_THREADPOOL_SIZE: key derivation must not keep files and DNS waiting (B-6). MALLOC_ARENA_MAX: glibc's
 * default, eight arenas a core, leaves 100 to 150 MB of freed memory in a worker after some load.
 */
export const processEnvironment = { UV_THREADPOOL_SIZE: '8', MALLOC_ARENA_MAX: '2' } as const;

/**
 * MB. On a machine with much memory V8 lets a heap grow to 4 GB before it cleans up: a worker then holds 900 MB after 200
 * runs, and 600 with this limit at the same speed. Its heap was 210 MB at most while 50,000 rows were read and merged.
 */
const oldSpaceMb = { worker: 1_024, api: 512 } as const;

interface ProcessPlace {
  readonly env: ChildSpec['env'];
  readonly logsDir: string;
}

export const simulatorProcess = ({ env, logsDir }: ProcessPlace, url: string): ChildSpec => ({
  name: 'bank simulator',
  args: [...nodeFlags, fileURLToPath(simulatorProgram)],
  env,
  logFile: join(logsDir, 'simulator.log'),
  restart: true,
  stopMs: 5_000,
  ready: (signal) => untilServing(`${url}/`, signal),
});

export const workerProcess = (
  { env, logsDir }: ProcessPlace,
  temporal: { readonly address: string; readonly namespace: string },
): ChildSpec => ({
  name: 'worker',
  args: [...nodeFlags, `--max-old-space-size=${oldSpaceMb.worker}`, program, 'worker'],
  env,
  logFile: join(logsDir, 'worker.log'),
  restart: true,
  stopMs: 35_000,
  ready: (signal) => untilPolled(temporal, signal),
});

export const apiProcess = ({ env, logsDir }: ProcessPlace, url: string): ChildSpec => ({
  name: 'API',
  args: [...nodeFlags, `--max-old-space-size=${oldSpaceMb.api}`, program, 'api'],
  env,
  logFile: join(logsDir, 'api.log'),
  restart: true,
  stopMs: 20_000,
  ready: (signal) => untilServing(`${url}/health/ready`, signal),
});

/** A worker has no port: it is ready when the server sees it ask for work. */
async function untilPolled(
  { address, namespace }: { readonly address: string; readonly namespace: string },
  signal: AbortSignal,
): Promise<void> {
  const { connection } = connectTemporal({ connectionOptions: { address }, namespace });
  try {
    await until('the worker asks for work', signal, 120_000, async () => {
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: taskQueues.batch },
        taskQueueType: 1, // temporal.api.enums.v1.TaskQueueType: workflow
      });
      return (pollers ?? []).length > 0;
    });
  } finally {
    await connection.close();
  }
}
