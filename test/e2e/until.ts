import { setTimeout as pause } from 'node:timers/promises';

/** Looks until there is something to see, and returns it. Throws when there is nothing within the deadline. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  deadlineMs = 15_000,
): Promise<T> {
  for (const deadline = Date.now() + deadlineMs; ; await pause(20)) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`);
  }
}
