import { Context } from '@temporalio/activity';
import type { AdviceChunkInput, AdvisedChunk } from '../../contracts/advice.ts';
import type { GivenAdvice } from '../../domain/matching/advisor/readAdvice.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import type { AdviceDeps } from './adviceDeps.ts';
import { createAskAdvisor } from './askAdvisor.ts';
import { findWaitingItems, type WaitingItems } from './findWaitingItems.ts';
import { storeAdvice } from './storeAdvice.ts';

/** With the longest deadline of an answer a chunk ends within five minutes. */
const itemsPerChunk = 10;
/** A slow advisor takes no more of the process's places for activities than these: syncs need the others. */
const mostAtOnce = 2;

interface Said {
  /** By content; null: the advisor failed. */
  readonly said: ReadonlyMap<string, GivenAdvice | null>;
  readonly isPaused: boolean;
}

const nothing: AdvisedChunk = { looked: 0, advised: 0, nextAfterItemId: null, isBusy: false };

/**
 * Asks the advisor about the next review items of a client, one after the other, and stores what it says (matching 11).
 * No transaction is open while it is asked. Repeated, it asks about what has no advice yet; the same content is never
 * asked about again. What fails leaves the order as it was.
 */
export function createAdviseReviews({ advisor, ...deps }: AdviceDeps) {
  const ask = advisor === undefined ? null : createAskAdvisor(advisor, deps);
  let running = 0;

  return async ({ clientId, afterItemId }: AdviceChunkInput): Promise<AdvisedChunk> => {
    if (ask === null) return nothing;
    if (running >= mostAtOnce) return { ...nothing, nextAfterItemId: afterItemId, isBusy: true };
    running += 1;
    try {
      return await whileHeartbeating(() => 0, advise);
    } finally {
      running -= 1;
    }

    async function advise(): Promise<AdvisedChunk> {
      const waiting = await findWaitingItems(deps, { clientId, afterId: afterItemId, limit: itemsPerChunk });
      const { items } = waiting;
      const signal = Context.current().cancellationSignal;
      const { said, isPaused } = await askAbout(waiting, signal);
      // Also of a chunk that is cancelled: what was answered is not asked for again.
      await storeAdvice(deps, { clientId, items, said });
      signal.throwIfAborted();
      const goesOn = items.length === itemsPerChunk && !isPaused;
      return {
        looked: items.length,
        advised: items.filter(({ contentHash }) => (said.get(contentHash) ?? null) !== null).length,
        nextAfterItemId: goesOn ? (items.at(-1)?.id ?? null) : null,
        isBusy: false,
      };
    }
  };

  /** What was said already counts while the advisor is left alone, too. */
  async function askAbout({ items, known }: WaitingItems, signal: AbortSignal): Promise<Said> {
    const said = new Map<string, GivenAdvice | null>(known);
    for (const { contentHash, request } of items) {
      if (said.has(contentHash) || ask === null) continue;
      const answered = await ask(request, signal);
      if (answered.kind === 'cancelled') break;
      if (answered.kind === 'paused') return { said, isPaused: true };
      said.set(contentHash, answered.kind === 'advice' ? answered.advice : null);
    }
    return { said, isPaused: false };
  }
}
