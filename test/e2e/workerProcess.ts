import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { World } from './world.ts';

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Settles when it has ended, killed or not. */
  readonly gone: Promise<unknown>;
}

/** Workers of one test, in processes of their own. One that stays would work for the next test. */
export function createWorkers() {
  const started: WorkerProcess[] = [];
  return {
    /** At work when this returns; `failpoint` says where it kills itself. */
    async start(world: World, failpoint?: string): Promise<WorkerProcess> {
      const worker = await startWorker(world, failpoint);
      started.push(worker);
      return worker;
    },
    async killAll(): Promise<void> {
      for (const { child } of started) child.kill('SIGKILL');
      await Promise.all(started.splice(0).map(({ gone }) => gone));
    },
  };
}

async function startWorker({ environment, queues, bundleFile }: World, failpoint?: string): Promise<WorkerProcess> {
  const program = join(import.meta.dirname, 'fixtures', 'workerProgram.ts');
  const child = spawn(process.execPath, [program, queues.interactive, queues.batch, bundleFile], {
    env: {
      ...environment,
      PATH: process.env['PATH'],
      // Only the first one of a run has to compile the sources.
      NODE_COMPILE_CACHE: join(dirname(process.env['TEST_WORKFLOW_BUNDLE'] ?? bundleFile), 'compiled'),
      ...(failpoint === undefined ? {} : { FAILPOINT: failpoint }),
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the worker did not start')));
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
  });
  return { child, gone };
}
