import { getClient } from '@temporalio/activity';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { ringLifecycle } from '../../temporal/ringLifecycle.ts';
import { atMost } from './atMost.ts';

const inFlight = 4;
const againAfterMs = 3_600_000;

/**
 * Rings lifecycles whose clock is behind the tables (D.2): it was never told, or has lost its timer. One connection once
 * an hour by each process, as a workflow that hangs keeps all that it is told. Returns how many were rung or started.
 */
export function createWakeLifecycles(): (
  refs: readonly ConnectionRef[],
  options: { readonly queue: string; readonly nowMs: number },
) => Promise<number> {
  const rungMs = new Map<string, number>();
  return async (refs, { queue, nowMs }) => {
    for (const [id, atMs] of rungMs) if (nowMs - atMs >= againAfterMs) rungMs.delete(id);
    const wanted = refs.filter(({ connectionId }) => !rungMs.has(connectionId));
    let rung = 0;
    await atMost(inFlight, wanted, async (ref) => {
      await ringLifecycle(getClient(), ref, queue);
      rungMs.set(ref.connectionId, nowMs);
      rung += 1;
    });
    return rung;
  };
}
