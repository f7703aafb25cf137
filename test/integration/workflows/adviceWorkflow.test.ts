import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { AdviceChunkInput } from '../../../src/contracts/advice.ts';
import { adviceWorkflowId, matchingWorkflowId } from '../../../src/contracts/ids.ts';
import type { MatchChunkInput } from '../../../src/contracts/matching.ts';
import { openWorkflowWorld, type WorkflowWorld } from './workflowWorld.ts';

let world: WorkflowWorld;
beforeAll(async () => {
  world = await openWorkflowWorld();
});
afterAll(() => world.close());

const advise = (step: (input: AdviceChunkInput) => unknown): Promise<unknown> => {
  const clientId = randomUUID();
  return world.run(
    { type: 'adviceWorkflow', id: adviceWorkflowId(clientId), input: { clientId } },
    { adviseReviews: step },
  );
};
const chunk = (nextAfterItemId: string | null) => ({ looked: 10, advised: 10, nextAfterItemId, isBusy: false });

test('matching 11 goes on chunk by chunk until nothing is left', async () => {
  const begins: (string | null)[] = [];
  await advise(({ afterItemId }) => {
    begins.push(afterItemId);
    return chunk(begins.length < 3 ? `item-${begins.length}` : null);
  });
  expect(begins).toEqual([null, 'item-1', 'item-2']);
});

test('matching 11 one run looks at 200 items, however many wait', async () => {
  let chunks = 0;
  await advise(() => {
    chunks += 1;
    return chunk(`item-${chunks}`);
  });
  expect(chunks).toBe(20);
});

test('matching 11 a step that fails is tried once more, and is no failed workflow', async () => {
  let tries = 0;
  const end = await advise(() => {
    tries += 1;
    throw ApplicationFailure.create({ type: 'unexpected', nextRetryDelay: '1ms' });
  });
  expect({ tries, end }).toEqual({ tries: 2, end: undefined });
}, 60_000);

/** Matching of two chunks; whether a run of the advisor came of it. */
async function beginsAdvice(result: { readonly wantsAdvice?: boolean }): Promise<boolean> {
  const clientId = randomUUID();
  const end = await world.run<MatchChunkInput>(
    { type: 'matchingWorkflow', id: matchingWorkflowId(clientId), input: { clientId } },
    {
      matchChunk: ({ afterTransactionId }) => ({
        matched: 0,
        review: 1,
        nextAfterTransactionId: afterTransactionId === null ? 'second' : null,
        ...result,
      }),
      adviseReviews: () => ({ ...chunk(null), isBusy: true }),
    },
  );
  expect(end).toBeUndefined();
  // It waits for its turn still: matching has not waited for it.
  const advice = world.temporal.client.workflow.getHandle(adviceWorkflowId(clientId));
  try {
    expect((await advice.describe()).status.name).toBe('RUNNING');
    await advice.terminate();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

test('matching 11 matching begins one run of the advisor where its step says so, and does not wait for it', async () => {
  expect(await beginsAdvice({ wantsAdvice: true })).toBe(true);
});

test('matching 11 where no advisor is configured nothing begins', async () => {
  expect(await beginsAdvice({})).toBe(false);
});
