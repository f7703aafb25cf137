import { ActivityFailure, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { AdviceInput, AdvisedChunk } from '../contracts/advice.ts';
import { advisorCalls } from './proxies.ts';

/** Items that one run looks at; those after them are looked at after the next matching. */
const itemsPerRun = 200;
const mostWaits = 10;

/**
 * Asks the advisor about a client's review items (matching 11), apart from matching and from syncs: neither waits for it.
 * Only orders and sentences come of it, so nothing of its failing is an operator's work.
 */
export async function adviceWorkflow({ clientId }: AdviceInput): Promise<void> {
  let looked = 0;
  let advised = 0;
  let waits = 0;
  let afterItemId: string | null = null;
  do {
    const chunk = await nextChunk(clientId, afterItemId);
    if (chunk === null) return setCurrentDetails('**The advisor was not asked to the end**');
    looked += chunk.looked;
    advised += chunk.advised;
    afterItemId = chunk.nextAfterItemId;
    setCurrentDetails(`**Looked at:** ${looked}\n\n**With advice:** ${advised}`);
    if (chunk.isBusy) {
      waits += 1;
      if (waits > mostWaits) return;
      await sleep('1m');
      continue;
    }
    if (afterItemId === null) return;
  } while (looked < itemsPerRun);
}

async function nextChunk(clientId: string, afterItemId: string | null): Promise<AdvisedChunk | null> {
  try {
    return await advisorCalls.adviseReviews({ clientId, afterItemId });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return null;
  }
}
