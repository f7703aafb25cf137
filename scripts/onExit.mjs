const tasks = new Set();

/** What must not be left behind, however this process ends (save SIGKILL). Returns the function that forgets it. */
export function onExit(task) {
  tasks.add(task);
  return () => tasks.delete(task);
}

process.on('exit', () => {
  for (const task of [...tasks].reverse()) task();
});
// npm hands a terminal's Ctrl-C on, so it comes twice: process.exit is called once only.
for (const [signal, number] of [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
])
  process.once(signal, () => process.exit(128 + number));
