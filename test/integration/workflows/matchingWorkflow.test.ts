import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type MatchChunkInput, workChanged } from '../../../src/contracts/matching.ts';
import { openWorkflowWorld, type WorkflowWorld } from './workflowWorld.ts';

let world: WorkflowWorld;
beforeAll(async () => {
  world = await openWorkflowWorld();
});
afterAll(() => world.close());

test('design 3 a bell in the middle of a pass is for the rows before it too', async () => {
  const id = `matching/${randomUUID()}`;
  const begins: (string | null)[] = [];
  const next: Readonly<Record<string, string | null>> = { first: 'second', second: 'third', third: null };
  await world.run(
    { type: 'matchingWorkflow', id, input: { clientId: randomUUID() } },
    {
      matchChunk: async ({ afterTransactionId }: MatchChunkInput) => {
        begins.push(afterTransactionId);
        if (begins.length === 2) await world.temporal.client.workflow.getHandle(id).signal(workChanged);
        return { matched: 0, review: 0, nextAfterTransactionId: next[afterTransactionId ?? 'first'] ?? null };
      },
    },
  );
  const pass = [null, 'second', 'third'];
  expect(begins).toEqual([...pass, ...pass]);
});

test('design 3 a run that goes on from another begins where that one stopped, and hears its bell', async () => {
  const begins: (string | null)[] = [];
  await world.run(
    {
      type: 'matchingWorkflow',
      id: `matching/${randomUUID()}`,
      input: { clientId: randomUUID(), afterTransactionId: 'second', rang: true },
    },
    {
      matchChunk: ({ afterTransactionId }: MatchChunkInput) => {
        begins.push(afterTransactionId);
        return { matched: 0, review: 0, nextAfterTransactionId: null };
      },
    },
  );
  expect(begins).toEqual(['second', null]);
});
