import { setTimeout as pause } from 'node:timers/promises';

/** Waits until the condition holds. Throws when it does not within the deadline. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 15_000,
): Promise<void> {
  for (const deadline = Date.now() + deadlineMs; !(await holds()); await pause(25))
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
