import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

/** Waits until a URL answers 200. Rejects when `signal` aborts or `deadlineMs` has passed. */
export async function untilServing(url: string, signal: AbortSignal, deadlineMs = 60_000): Promise<void> {
  await until(`${url} answers`, signal, deadlineMs, async () => {
    const { statusCode, body } = await request(url, { headersTimeout: 2_000, bodyTimeout: 2_000 });
    await body.dump();
    return statusCode === 200;
  });
}

/** Waits until `holds`; a failed look counts as "not yet". */
export async function until(
  what: string,
  signal: AbortSignal,
  deadlineMs: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  for (const deadline = Date.now() + deadlineMs; ; await sleep(100, undefined, { signal })) {
    signal.throwIfAborted();
    if (await holds().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs / 1000} s: ${what}`);
  }
}
