import { continueAsNew, setCurrentDetails, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { type MatchedChunk, type MatchingInput, workChanged } from '../contracts/matching.ts';
import { beginAdvice } from './beginAdvice.ts';
import { bulkDb } from './proxies.ts';

/**
 * Matches a client's waiting rows after invoices or settings changed (design 3); many bells in two seconds are one. A bell
 * that rings in the middle of a pass is for the rows before too: another pass follows.
 */
export async function matchingWorkflow(input: MatchingInput): Promise<void> {
  const { clientId } = input;
  let rang = input.rang ?? false;
  setHandler(workChanged, () => {
    rang = true;
  });
  await sleep('2s');
  let matched = 0;
  let review = 0;
  let afterTransactionId = input.afterTransactionId ?? null;
  do {
    if (afterTransactionId === null) rang = false; // a pass begins: it looks at every row
    const chunk: MatchedChunk = await bulkDb.matchChunk({ clientId, afterTransactionId });
    matched += chunk.matched;
    review += chunk.review;
    afterTransactionId = chunk.nextAfterTransactionId;
    setCurrentDetails(`**Matched:** ${matched}\n\n**For review:** ${review}`);
    await beginAdvice(clientId, chunk.wantsAdvice === true);
    // Goes on where it stands, else a client with more rows than one history takes would never come to its last.
    if ((afterTransactionId !== null || rang) && workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof matchingWorkflow>({ clientId, afterTransactionId, rang });
  } while (afterTransactionId !== null || rang);
}
