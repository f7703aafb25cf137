const STOP_MS = 35_000;

/**
 * For the child side of `Supervisor`: ends this process when its parent is gone, however that died, even by SIGKILL.
 * `stop` is the same orderly stop as for SIGTERM. Does nothing where there is no channel to a parent.
 */
export function exitWithParent(stop: () => Promise<void>): void {
  if (process.channel === undefined || process.channel === null) return;
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), STOP_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  process.channel.unref(); // a listener for 'disconnect' would keep a process alive that has ended its work
}
