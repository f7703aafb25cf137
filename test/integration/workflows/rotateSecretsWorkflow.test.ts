import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReencryptedLot, ReencryptInput, RotationLeft } from '../../../src/contracts/rotateSecrets.ts';
import { openWorkflowWorld, type WorkflowWorld } from './workflowWorld.ts';

let world: WorkflowWorld;
beforeAll(async () => {
  world = await openWorkflowWorld();
});
afterAll(() => world.close());

const target = { keyId: 'new', iterations: 1 };
const nothing: RotationLeft = { due: {}, waiting: 0, keepPreviousUntil: null };
const left = (count: number, waiting = 0): RotationLeft => ({ ...nothing, due: { bank_grants: count }, waiting });
const lot = (done: Partial<ReencryptedLot>): ReencryptedLot => ({
  rewritten: 0,
  passedOver: 0,
  unreadable: 0,
  next: null,
  isOtherKey: false,
  ...done,
});

/** Runs it on answers that come one after the other; the last one of each stays. */
async function rotate(counts: readonly RotationLeft[], lots: readonly ReencryptedLot[], input: object = {}) {
  const places: unknown[] = [];
  let counted = 0;
  const outcome = await world.run<ReencryptInput>(
    { type: 'rotateSecretsWorkflow', id: `rotate-secrets/${randomUUID()}`, input: { pauseMs: 10, ...input } },
    {
      beginRotation: () => target,
      countLeft: () => counts[Math.min(counted++, counts.length - 1)],
      reencryptLot: ({ place }) => {
        places.push(place?.after?.[0] ?? null);
        return lots[Math.min(places.length, lots.length) - 1];
      },
    },
  );
  return { outcome, places };
}

test('B-11 goes on where a lot ended, and passes again over rows that others held', async () => {
  const next = { table: 'bank_grants', after: ['row'] };
  const { outcome, places } = await rotate(
    [left(3), left(2), left(1), nothing],
    [lot({ rewritten: 1, next }), lot({ rewritten: 1, passedOver: 1 }), lot({ rewritten: 1 })],
  );
  expect(places).toEqual([null, 'row', null]);
  expect(outcome).toMatchObject({ keyId: 'new', rewritten: 3, due: {} });
});

test('B-11 started anew it goes on from its place, and with nothing left does nothing', async () => {
  const place = { table: 'bank_grants', after: ['row'] };
  const resumed = await rotate([left(1), nothing], [lot({ rewritten: 1 })], { target, place, rewritten: 7 });
  expect(resumed.places).toEqual(['row']);
  expect(resumed.outcome).toMatchObject({ rewritten: 8 });
  expect((await rotate([nothing], [])).places).toEqual([]);
});

test('B-11 waits for authorizations under way', async () => {
  const { outcome, places } = await rotate([left(1, 1), left(1, 1), left(1, 1), left(1), nothing], [lot({})]);
  expect(outcome).toMatchObject({ due: {} });
  expect(places.length).toBeGreaterThan(1);
});

test('B-10 fails where nothing but rows that do not open is left', async () => {
  const { outcome, places } = await rotate([left(2)], [lot({ rewritten: 1, unreadable: 1 }), lot({ unreadable: 1 })]);
  expect(outcome).toBe('failed');
  expect(places).toHaveLength(2);
});

test('B-11 a worker that the roll-out has not reached is asked again, at the same place', async () => {
  const other = lot({ isOtherKey: true });
  const reached = await rotate([left(1), left(1), left(1), nothing], [other, other, lot({ rewritten: 1 })]);
  expect(reached.places).toHaveLength(3);
});
