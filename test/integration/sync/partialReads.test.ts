import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ledgerOf, open, openSyncWorld, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

test('M8, I7 a window that was read in part is not merged: every row stays as it was', async () => {
  world.bank.pageSize = 10;
  const client = await world.connect();
  const bankId = client.accounts[0]?.bankId ?? '';
  world.bank.rows.set(
    bankId,
    Array.from({ length: 300 }, (_, n) => ({ date: '2026-11-18', amountMinor: n + 1 })),
  );
  const ref = await open(world, client);
  expect(await world.run(world.steps.fetchPages, ref)).toMatchObject({ kind: 'more', pages: 20 });
  await expect(world.run(world.steps.mergeWindow, ref)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  expect(await ledgerOf(world, ref.accountId)).toEqual([]);
  expect(await world.run(world.steps.fetchPages, ref)).toMatchObject({ kind: 'staged', pages: 30 });
  expect(await world.run(world.steps.mergeWindow, ref)).toMatchObject({ newRows: 300 });
});
