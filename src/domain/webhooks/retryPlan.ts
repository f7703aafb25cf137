const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** D-10: what is waited for after each try but the last; ten tries over 75 hours. */
const waitsMs: readonly number[] = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];
export const mostTries = waitsMs.length + 1;

/** So much longer a wait may become: receivers that were away are not met by all at once. */
const jitter = 0.2;
/** What a receiver may ask for at most. */
export const longestRetryAfterMs = 24 * hourMs;

/**
 * How long to wait after the `tries`-th try of a plan has failed, in milliseconds; null: it was the last one. `random` is
 * in [0, 1). A receiver's `Retry-After` may make it longer, not shorter.
 */
export function waitAfterTry(
  tries: number,
  { retryAfterMs = 0, random }: { readonly retryAfterMs?: number | undefined; readonly random: number },
): number | null {
  const waitMs = waitsMs[tries - 1];
  if (waitMs === undefined) return null;
  return Math.max(Math.round(waitMs * (1 + jitter * random)), Math.min(retryAfterMs, longestRetryAfterMs));
}
