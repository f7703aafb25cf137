import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClaimedConnections, DueConnection, SyncDueInput } from '../../../src/contracts/syncDue.ts';
import { openWorkflowWorld, type WorkflowWorld } from './workflowWorld.ts';

let world: WorkflowWorld;
beforeAll(async () => {
  world = await openWorkflowWorld();
});
afterAll(() => world.close());

type Asked = Partial<Pick<DueConnection, 'connectionId'>>;

/** A window kept in memory as the database keeps it: a place is taken by the claim, and free again with the run's end. */
function createNight(count: number, window: number, run: (connectionId: string) => unknown) {
  const waiting = Array.from(
    { length: count },
    (): DueConnection => ({
      clientId: randomUUID(),
      connectionId: randomUUID(),
    }),
  );
  let inFlight = 0;
  let most = 0;
  const { promise: allClaimed, resolve: lastIsClaimed } = Promise.withResolvers<void>();
  return {
    connectionIds: waiting.map(({ connectionId }) => connectionId),
    most: () => most,
    allClaimed,
    steps: {
      claimDue: (): ClaimedConnections => {
        const due = waiting.splice(0, window - inFlight);
        inFlight += due.length;
        most = Math.max(most, inFlight);
        if (waiting.length === 0) lastIsClaimed();
        return { due, more: waiting.length > 0 };
      },
      openRun: async ({ connectionId = '' }: Asked) => {
        await run(connectionId);
        inFlight -= 1;
        return { kind: 'refused', code: 'revoked' };
      },
    },
  };
}

async function coordinate(
  night: ReturnType<typeof createNight>,
  input: Partial<SyncDueInput>,
): Promise<{ readonly counts: unknown; readonly firedTimers: number }> {
  const id = `sync-due/test-${randomUUID()}`;
  const whole: SyncDueInput = { trigger: 'nightly', window: 10, continueAfter: 250, ...input };
  const counts = await world.run({ type: 'syncDueWorkflow', id, input: whole }, night.steps);
  const { events } = await world.temporal.client.workflow.getHandle(id).fetchHistory();
  const fired = events?.filter(({ timerFiredEventAttributes }) => timerFiredEventAttributes != null) ?? [];
  return { counts, firedTimers: fired.length };
}

describe('the coordinator', () => {
  test('E-11 a place that is free is filled at once, however long the others take', async () => {
    // Nine hold their places until the eleventh is claimed: one end must be enough, and no time limit may have helped. Not
    // until it has begun: the worker of this test may be gone with the coordinator before that.
    const night = createNight(11, 10, async (connectionId) => {
      if (connectionId !== night.connectionIds[0]) await night.allClaimed;
    });
    expect(await coordinate(night, {})).toEqual({ counts: { started: 11, alreadyRunning: 0 }, firedTimers: 0 });
    expect(night.most()).toBe(10);
  });

  test('design 3 it continues as new with runs in flight, and counts on', async () => {
    const night = createNight(25, 5, () => undefined);
    expect(await coordinate(night, { window: 5, continueAfter: 10 })).toMatchObject({
      counts: { started: 25, alreadyRunning: 0 },
    });
    expect(night.most()).toBe(5);
  });
});
