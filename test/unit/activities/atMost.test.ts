import { expect, test } from '@jest/globals';
import { atMost } from '../../../src/activities/reconcile/atMost.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('each item once, and never more at a time than allowed', async () => {
  let now = 0;
  let most = 0;
  const seen: number[] = [];
  await atMost(3, [1, 2, 3, 4, 5, 6, 7, 8], async (item) => {
    now += 1;
    most = Math.max(most, now);
    await turn();
    seen.push(item);
    now -= 1;
  });
  expect(most).toBe(3);
  expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a failure is thrown when what is in flight has ended, and nothing new is begun', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const working = atMost(2, [1, 2, 3, 4], async (item) => {
    begun.push(item);
    if (item === 1) throw new Error('no');
    await turn();
    ended.push(item);
  });
  await expect(working).rejects.toThrow('no');
  expect(begun).toEqual([1, 2]);
  expect(ended).toEqual([2]);
});

test('nothing to do is done', async () => {
  await atMost(5, [], () => Promise.reject(new Error('never called')));
});
