import { type CommandInput, UsageError } from '../command.ts';
import { taskQueues } from '../contracts/ids.ts';
import { openCodec } from '../startUp.ts';
import { UnreachableError } from '../unreachableError.ts';
import { mayPass } from './classifyEngineFailure.ts';
import { connectTemporal, temporalEndpoint } from './connectTemporal.ts';
import { startReconcile } from './startReconcile.ts';

/**
 * `reconcile`: lets a worker compare the tables with Temporal now, and prints what it found and did as JSON. Exit status
 * 0; 69 where Temporal does not answer.
 */
export async function reconcileCommand({ settings, environment, args }: CommandInput): Promise<number> {
  if (args.length > 0) throw new UsageError('usage: kontosync reconcile');
  const { client, connection } = connectTemporal(temporalEndpoint(environment), openCodec(settings));
  try {
    const handle = await startReconcile(client, { taskQueue: taskQueues.batch, ...settings.sync });
    process.stderr.write('a worker compares the tables with Temporal …\n');
    process.stdout.write(`${JSON.stringify(await handle.result(), null, 2)}\n`);
    return 0;
  } catch (cause) {
    if (mayPass(cause)) throw new UnreachableError('TEMPORAL_ADDRESS: Temporal does not answer', { cause });
    throw cause;
  } finally {
    await connection.close();
  }
}
