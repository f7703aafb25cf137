import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import type { Logger } from '../logger.ts';

/**
 * The SDK's own log lines through ours, and no signal handlers of its own (E-3). Once a process, before anything of the
 * SDK is used.
 */
export function installRuntime(logger: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('WARN', (entry) => write(logger, entry)),
    shutdownSignals: [],
  });
}

const idsOf = (meta: LogEntry['meta']): Record<string, unknown> => {
  const known = ['workflowId', 'runId', 'workflowType', 'activityType', 'taskQueue', 'attempt'] as const;
  return Object.fromEntries(known.flatMap((name) => (meta?.[name] === undefined ? [] : [[name, meta[name]]])));
};

function write(logger: Logger, { level, message, meta }: LogEntry): void {
  const error: unknown = meta?.['error'];
  const fields = { sdk: message, ...idsOf(meta), ...(error === undefined ? {} : { err: error }) };
  if (level === 'ERROR') logger.error(fields, 'temporal');
  else logger.warn(fields, 'temporal');
}
