import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** gRPC: NOT_FOUND, ALREADY_EXISTS. */
const notFound: ReadonlySet<number> = new Set([5]);
const alreadyExists: ReadonlySet<number> = new Set([6]);
/** E-18: histories of ended workflows. */
const retentionDays = 14;
const knownWithinMs = 60_000;

const hasStatus = (error: unknown, statuses: ReadonlySet<number>): boolean =>
  isGrpcServiceError(error) && statuses.has(error.code);

/** The namespace is not there and cannot be made here: exit status 78, with the command that makes it. */
export class NamespaceError extends Error {
  override readonly name = 'NamespaceError';
}

/**
 * Sees to it that the namespace exists: a server whose database was lost has none, and workers cannot poll. By several
 * processes at once. Throws `NamespaceError` where it may not be made here, as in Temporal Cloud.
 */
export async function registerNamespace(connection: Connection, namespace: string): Promise<void> {
  const { workflowService } = connection;
  const isKnown = async (): Promise<boolean> => {
    try {
      await workflowService.describeNamespace({ namespace });
      // Its search attributes come from a cache that is renewed every few seconds.
      await connection.operatorService.listSearchAttributes({ namespace });
      return true;
    } catch (error) {
      if (hasStatus(error, notFound)) return false;
      throw error;
    }
  };
  if (await isKnown()) return;
  try {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(retentionDays * 86_400_000),
    });
  } catch (cause) {
    if (!hasStatus(cause, alreadyExists))
      throw new NamespaceError(
        `the namespace cannot be made here. Make it by:\n  temporal operator namespace create --namespace ${namespace} --retention ${retentionDays}d`,
        { cause },
      );
  }
  for (const deadline = Date.now() + knownWithinMs; !(await isKnown()); await sleep(200))
    if (Date.now() > deadline) throw new NamespaceError(`the namespace ${namespace} is not known after a minute`);
}
