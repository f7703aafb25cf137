import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { OutboxInput } from '../../src/contracts/webhooks.ts';
import { openReceiver, type Receiver, verified } from '../integration/webhooks/receiver.ts';
import { accepted, connectAccount } from './connectAccount.ts';
import { exportHistory, readableText } from './histories.ts';
import { withSoonMissedWorkers } from './soonMissed.ts';
import { until } from './until.ts';
import { createWorkers } from './workerProcess.ts';
import { openWorld, type World } from './world.ts';

const made = z.object({ secret: z.string(), webhook_endpoint: z.looseObject({ id: z.uuid() }) });

let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
afterAll(() => receiver.close());

async function listen({ erp }: World, path: string): Promise<string> {
  const body = { url: receiver.url(path), events: ['sync.completed', 'transactions.created'] };
  return accepted(made, await erp.call('POST', '/api/v1/webhook-endpoints', { body })).secret;
}

async function startOutbox({ temporal, queues }: World, input: OutboxInput = {}): Promise<string> {
  const workflowId = `outbox/${randomUUID()}`;
  await temporal.client.workflow.start('outboxWorkflow', { workflowId, taskQueue: queues.batch, args: [input] });
  return workflowId;
}

describe('events of a sync', () => {
  test('D-10, B-14 reach the ERP signed within seconds, and Temporal holds no word of them', async () => {
    const world = await openWorld();
    try {
      const secret = await listen(world, '/sync');
      const workflowId = await startOutbox(world, { roundMs: 2_000, rounds: 2 });
      const { clientId, connectionId } = await connectAccount(world, { rows: 20 });
      const told = await until('both are told', async () => {
        const events = receiver.at('/sync').map((webhook) => verified(webhook, secret));
        return events.length >= 2 && events;
      });
      expect(told).toHaveLength(2);
      const about = { client_id: clientId, connection_id: connectionId, sync_run_id: expect.any(String) };
      expect(told).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ type: 'sync.completed', data: expect.objectContaining(about) }),
          expect.objectContaining({
            type: 'transactions.created',
            data: expect.objectContaining({ counts: { transactions: 20 } }),
          }),
        ]),
      );
      await world.temporal.client.workflow.getHandle(workflowId).terminate();
      const text = readableText(await exportHistory(world, workflowId));
      for (const word of [clientId, connectionId, secret, receiver.url('/sync')]) expect(text).not.toContain(word);
      expect(world.logText()).not.toContain(secret.slice(6));
    } finally {
      await world.close();
    }
  }, 60_000);
});

/** A worker that is killed while it delivers, and another one after it; how often the receiver got each event. */
async function surviveKillAt(place: string): Promise<{ place: string; events: number; copies: number; left: number }> {
  const workers = createWorkers();
  const world = await openWorld({ workers: 'elsewhere' });
  const path = `/${place}`;
  try {
    const workersWorld = await withSoonMissedWorkers(world);
    const secret = await listen(world, path);
    const killed = await workers.start(workersWorld, `outbox.${place}`);
    await connectAccount(world, { rows: 10 });
    await startOutbox(world);
    await killed.gone;
    expect(killed.child.signalCode).toBe('SIGKILL');
    // As after the minute for which the dead one holds them.
    await world.database.admin(`update webhook_deliveries set next_attempt_at = now() where status = 'pending'`);
    await workers.start(workersWorld);
    const countLeft = async (): Promise<number> => {
      const rows = await world.database.admin(
        `select id from webhook_deliveries where status <> 'delivered'
         union all select id from outbox_events where position is null`,
      );
      return rows.length;
    };
    await until('all is delivered', async () => (await countLeft()) === 0, 60_000);
    const webhooks = receiver.at(path);
    for (const webhook of webhooks) verified(webhook, secret);
    const events = new Set(webhooks.map(({ headers }) => headers['webhook-id'])).size;
    return { place, events, copies: webhooks.length - events, left: await countLeft() };
  } finally {
    await workers.killAll();
    await world.close();
  }
}

test('D-10, F1 SIGKILL while it delivers: nothing is lost, what comes twice has the same webhook-id', async () => {
  const survived = await Promise.all(['claimed', 'sent', 'before_mark'].map(surviveKillAt));
  console.table(survived);
  expect(survived.map(({ events, left }) => ({ events, left }))).toEqual(
    Array.from({ length: 3 }, () => ({ events: 2, left: 0 })),
  );
  const copies = new Map(survived.map(({ place, copies: count }) => [place, count]));
  expect(copies.get('claimed')).toBe(0);
  expect(copies.get('before_mark')).toBeGreaterThan(0);
}, 180_000);
