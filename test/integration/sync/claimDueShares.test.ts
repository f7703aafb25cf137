import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createDueActivities } from '../../../src/activities/due/dueActivities.ts';
import { openSyncWorld, type SyncWorld } from './syncWorld.ts';

const now = '2026-11-20T09:00:00Z';

let world: SyncWorld;
let claimDue: ReturnType<typeof createDueActivities>['claimDue'];
beforeAll(async () => {
  world = await openSyncWorld();
  world.setNow(now);
  ({ claimDue } = createDueActivities(world.deps));
});
afterAll(() => world.close());
afterEach(() => world.database.admin('truncate bank_connections cascade'));

const connectMany = (clientId: string, count: number, lastAttempt: string) =>
  world.database.admin(
    `insert into bank_connections (id, client_id, bank, connection_status, last_attempt_at)
     select gen_random_uuid(), $1, 'dnb', 'active', $3::timestamptz from generate_series(1, $2)`,
    [clientId, count, lastAttempt],
  );
/** How many of each client were claimed. */
const claimedByClient = async (window: number): Promise<Record<string, number>> => {
  const { due } = await claimDue({ asOf: now, window });
  const counts: Record<string, number> = {};
  for (const { clientId } of due) counts[clientId] = (counts[clientId] ?? 0) + 1;
  return counts;
};

describe('a night is shared', () => {
  test('E-11 a large client that waits longest has no more than its share while others wait, and the rest after them', async () => {
    const large = randomUUID();
    await connectMany(large, 40, '2026-11-01T00:00:00Z');
    const others = [randomUUID(), randomUUID(), randomUUID()];
    for (const clientId of others) await connectMany(clientId, 4, '2026-11-10T00:00:00Z');
    const first = await claimedByClient(12);
    expect(first).toEqual({ [large]: 3, ...Object.fromEntries(others.map((clientId) => [clientId, 3])) });
    // Six places more: one each for those that have one left, which is less than their share. The rest is not idle.
    expect(await claimedByClient(18)).toEqual({
      [large]: 3,
      ...Object.fromEntries(others.map((clientId) => [clientId, 1])),
    });
    expect(await claimedByClient(22)).toEqual({ [large]: 4 });
  });

  test('E-11 places that a client holds already count: a free one goes to who has fewer', async () => {
    const [large, small] = [randomUUID(), randomUUID()];
    await connectMany(large, 40, '2026-11-01T00:00:00Z');
    expect(await claimedByClient(10)).toEqual({ [large]: 10 });
    await connectMany(small, 8, '2026-11-10T00:00:00Z');
    expect(await claimedByClient(16)).toEqual({ [small]: 6 });
  });

  test('E-11 with more clients than places it is who waits longest', async () => {
    const late = [randomUUID(), randomUUID()];
    const early = [randomUUID(), randomUUID()];
    for (const clientId of late) await connectMany(clientId, 3, '2026-11-10T00:00:00Z');
    for (const clientId of early) await connectMany(clientId, 3, '2026-11-01T00:00:00Z');
    expect(await claimedByClient(2)).toEqual(Object.fromEntries(early.map((clientId) => [clientId, 1])));
  });
});
