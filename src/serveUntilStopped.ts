import { exitWithParent } from './exitWithParent.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Keeps a process up until a signal comes, its supervisor is gone, or `failed` rejects; then stops it in order. Returns
 * the exit status: 0 after an asked stop, else it throws what failed. Later signals are ignored (E-3).
 */
export async function serveUntilStopped({
  stop,
  failed,
}: {
  readonly stop: () => Promise<void>;
  /** Rejects when the process cannot go on. */
  readonly failed?: Promise<unknown>;
}): Promise<number> {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const onSignal = (): void => ask();
  for (const signal of signals) process.on(signal, onSignal);
  const once = Promise.withResolvers<void>();
  exitWithParent(() => {
    ask();
    return once.promise;
  });
  try {
    await Promise.race([asked, ...(failed === undefined ? [] : [failed])]);
    return 0;
  } finally {
    await stop().finally(() => once.resolve());
    for (const signal of signals) process.off(signal, onSignal);
  }
}
