import { continueAsNew, setCurrentDetails, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { type MatchedChunk, type MatchingInput, workChanged } from '../contracts/matching.ts';
import { bulkDb } from './proxies.ts';

/** Matches a client's waiting rows after invoices or settings changed (design 3); many bells in two seconds are one. */
export async function matchingWorkflow({ clientId }: MatchingInput): Promise<void> {
  let rang = false;
  setHandler(workChanged, () => {
    rang = true;
  });
  await sleep('2s');
  let matched = 0;
  let review = 0;
  let more = true;
  let afterTransactionId: string | null = null;
  do {
    if (!more) afterTransactionId = null; // the bell rang meanwhile: from the start again
    rang = false;
    const chunk: MatchedChunk = await bulkDb.matchChunk({ clientId, afterTransactionId });
    matched += chunk.matched;
    review += chunk.review;
    more = chunk.nextAfterTransactionId !== null;
    afterTransactionId = chunk.nextAfterTransactionId;
    setCurrentDetails(`**Matched:** ${matched}\n\n**For review:** ${review}`);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof matchingWorkflow>({ clientId });
  } while (more || rang);
}
