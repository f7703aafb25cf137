import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { type CommandInput, UsageError } from '../command.ts';
import { rotateSecretsWorkflowId, taskQueues } from '../contracts/ids.ts';
import { type RotationProgress, rotationProgress } from '../contracts/rotateSecrets.ts';
import { openCodec } from '../startUp.ts';
import { UnreachableError } from '../unreachableError.ts';
import type { rotateSecretsWorkflow } from '../workflows/rotateSecretsWorkflow.ts';
import { mayPass } from './classifyEngineFailure.ts';
import { connectTemporal, temporalEndpoint } from './connectTemporal.ts';

const everyMs = 1_000;

/**
 * `secrets rotate`: lets a worker put every stored secret on its current key, shows how far it is on standard error and
 * prints what it came to as JSON. Ctrl-C ends the watching, not the rotation: called again, it goes on to watch. Exit
 * status 0; 1 where rows do not open; 69 where Temporal does not answer.
 */
export async function secretsCommand({ settings, environment, args }: CommandInput): Promise<number> {
  if (args.length !== 1 || args[0] !== 'rotate') throw new UsageError('usage: kontosync secrets rotate');
  const { client, connection } = connectTemporal(temporalEndpoint(environment), openCodec(settings));
  try {
    const handle = await client.workflow.start<typeof rotateSecretsWorkflow>('rotateSecretsWorkflow', {
      workflowId: rotateSecretsWorkflowId,
      taskQueue: taskQueues.batch,
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: 'every stored secret on the current key',
      args: [{}],
    });
    process.stderr.write('a worker puts the stored secrets on its current key …\n');
    const outcome = await watch(handle);
    if (outcome === null) {
      process.stderr.write(
        'Some rows could not be put on the key: the Web UI says why, the log of the workers names them.\n',
      );
      return 1;
    }
    process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
    process.stderr.write(`${advice(outcome)}\n`);
    return 0;
  } catch (cause) {
    if (mayPass(cause)) throw new UnreachableError('TEMPORAL_ADDRESS: Temporal does not answer', { cause });
    throw cause;
  } finally {
    await connection.close();
  }
}

/** Tells of each change until the end; null: the workflow failed. */
async function watch(handle: WorkflowHandle<typeof rotateSecretsWorkflow>): Promise<RotationProgress | null> {
  const ended = handle.result().catch((error: unknown) => {
    if (error instanceof WorkflowFailedError) return null;
    throw error;
  });
  let told = '';
  for (;;) {
    const outcome = await Promise.race([ended, sleep(everyMs, 'running' as const)]);
    if (outcome !== 'running') return outcome;
    // No worker answers for a moment, or it ends just now: the end is what counts.
    const progress = await handle.query(rotationProgress).catch(() => null);
    const line = progress === null ? '' : describe(progress);
    if (line !== told && line !== '') process.stderr.write(`${line}\n`);
    told = line;
  }
}

function describe({ rewritten, due, waiting, unreadable }: RotationProgress): string {
  const left = Object.entries(due).map(([table, count]) => `${table} ${count}`);
  return [
    `${rewritten} rewritten, left: ${left.join(', ') || 'nothing'}`,
    ...(waiting > 0 ? [`waiting for ${waiting} authorizations under way (at most half an hour)`] : []),
    ...(unreadable > 0 ? [`${unreadable} do not open: see the log of the workers`] : []),
  ].join('; ');
}

const advice = ({ keyId, keepPreviousUntil }: RotationProgress): string =>
  keepPreviousUntil === null
    ? `Every row is on key ${keyId}: SECRET_KEYS_PREVIOUS may be emptied.`
    : `Every stored secret is on key ${keyId}. Keep SECRET_KEYS_PREVIOUS until ${keepPreviousUntil}: until then answers to Idempotency-Keys may be asked for again.`;
