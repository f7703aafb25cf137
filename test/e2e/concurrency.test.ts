import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { z } from 'zod';
import { syncWorkflowId } from '../../src/contracts/ids.ts';
import { accepted, connectAccount, syncedShape, syncNow } from './connectAccount.ts';
import { runsOf, type StoredSum, storedSum } from './readTables.ts';
import { testSecrets } from './testSecrets.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const world = useWorld();

const changesShape = z.object({
  items: z.array(z.object({ change: z.string(), transaction: z.object({ id: z.uuid(), amount: z.string() }) })),
  next_cursor: z.string(),
  has_more: z.boolean(),
});
type Change = z.output<typeof changesShape>['items'][number];

describe('many at once', () => {
  test('D-6 a second sync while one begins joins it', async () => {
    const { database, erp } = world();
    const { connectionId } = await connectAccount(world(), { rows: 10 });
    // Holds the run at its first step, so that all have asked before it looks who did.
    const holder = new Client(database.adminUrl);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from bank_connections where id = $1 for no key update', [connectionId]);
    const asked = [1, 2, 3].map(() => erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } }));
    await until('all have asked', async () => {
      const waiting = await database.admin('select from sync_requests where connection_id = $1 and run_id is null', [
        connectionId,
      ]);
      return waiting.length === 3;
    });
    await holder.query('commit');
    await holder.end();
    const answers = await Promise.all(asked);
    expect(new Set(answers.map((answer) => accepted(syncedShape, answer).run_id)).size).toBe(1);
    expect(await runsOf(world(), connectionId)).toHaveLength(2);
  });

  test('D-6 syncs asked for while one works share the next run: never two at once', async () => {
    const { bank, erp } = world();
    const { connectionId, account } = await connectAccount(world(), { rows: 40, days: 3, pageSize: 10 });
    await bank.switchOn({ name: 'net.slow', account, delayMs: 150 });
    const sync = () => erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } });
    const first = sync();
    await until('the run works', async () => (await runsOf(world(), connectionId)).length === 2);
    const [alone, ...late] = (await Promise.all([first, sync(), sync()])).map((answer) =>
      accepted(syncedShape, answer),
    );
    expect(new Set(late.map(({ run_id }) => run_id)).size).toBe(1);
    expect(late[0]?.run_id).not.toBe(alone?.run_id);
    const overlapping = await world().database.admin(
      `select a.id from sync_runs a join sync_runs b on a.connection_id = b.connection_id and a.id < b.id
       where a.connection_id = $1 and a.finished_at > b.started_at and b.finished_at > a.started_at`,
      [connectionId],
    );
    expect(overlapping).toEqual([]);
  });

  test('D-6 of 20 requests around the end of a run none is lost', async () => {
    const { bank, erp, database } = world();
    const { connectionId, account } = await connectAccount(world(), { rows: 10 });
    // Over 0.8 s, in which several runs end.
    const asked = Array.from({ length: 20 }, async (_, index) => {
      await pause(index * 40);
      // With a person: more runs than the bank gives unattended reads in a day (D-12).
      return erp.call('POST', '/api/dnb/sync', {
        body: { connection_id: connectionId },
        headers: { 'psu-ip-address': '192.0.2.10' },
      });
    });
    await bank.book(account, { amount: '1.00' });
    const answers = (await Promise.all(asked)).map((answer) => accepted(syncedShape, answer));
    expect(answers.every(({ status }) => status === 'complete_unverified')).toBe(true);
    const unserved = await database.admin('select id from sync_requests where connection_id = $1 and run_id is null', [
      connectionId,
    ]);
    expect(unserved).toEqual([]);
    const runs = await runsOf(world(), connectionId);
    // A bell may ring after the run that served its request has ended: then one more run finds nothing to do.
    expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining(answers.map(({ run_id }) => run_id)));
    expect(runs.length).toBeLessThanOrEqual(1 + 20);
    expect(await storedSum(world(), connectionId)).toEqual(await bank.truth(account));
  });

  test('D-6 a request with dates of its own, made while a run works, is served by the next run', async () => {
    const { bank, erp } = world();
    const { connectionId, account } = await connectAccount(world(), { rows: 40, days: 3, pageSize: 10 });
    await bank.switchOn({ name: 'net.slow', account, delayMs: 150 });
    const today = new Date().toISOString().slice(0, 10);
    const running = syncNow(world(), connectionId);
    await until('the run works', async () => (await runsOf(world(), connectionId)).length === 2);
    const dated = erp.call('POST', '/api/dnb/sync', {
      body: { connection_id: connectionId, from_date: today, to_date: today },
    });
    const [run, next] = [await running, accepted(syncedShape, await dated)];
    expect(next.run_id).not.toBe(run.run_id);
    expect(next.status).toBe('complete_unverified');
  });

  test('A-21 who disconnects in the middle of a run ends it: the run is cancelled, its rows are left as they were', async () => {
    const { bank, erp, temporal } = world();
    const { connectionId, account } = await connectAccount(world(), { rows: 40, days: 3, pageSize: 10 });
    await bank.book(account, { amount: '77.00' });
    await bank.switchOn({ name: 'net.slow', account, delayMs: 300 });
    const asked = erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } });
    await until('the run works', async () => (await runsOf(world(), connectionId)).length === 2);
    expect(await erp.call('DELETE', `/api/dnb/connections/${connectionId}`)).toMatchObject({ status: 200 });
    expect(await temporal.client.workflow.getHandle(syncWorkflowId(connectionId)).result()).toBe('cancelled');
    expect((await runsOf(world(), connectionId)).map(({ status }) => status)).toEqual([
      'complete_unverified',
      'cancelled',
    ]);
    expect((await asked).status).toBeLessThan(500);
    expect(await storedSum(world(), connectionId)).toMatchObject({ count: 40 });
    const rows = await world().database.admin('select connection_status from bank_connections where id = $1', [
      connectionId,
    ]);
    expect(rows).toEqual([{ connection_status: 'revoked' }]);
  });

  test('D-9 a poller that follows the changes while syncs commit misses nothing', async () => {
    const { bank, erp } = world();
    const clientId = randomUUID();
    const seen: Change[] = [];
    let isOver = false;
    const follow = async (): Promise<void> => {
      for (let cursor = '', isLast = false; ; ) {
        const wasOver = isOver;
        const query = `client_id=${clientId}&limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
        const answer = await erp.call('GET', `/api/v1/transactions/changes?${query}`);
        const page = accepted(changesShape, answer);
        seen.push(...page.items);
        cursor = page.next_cursor;
        isLast = wasOver && !page.has_more;
        if (isLast) return;
      }
    };
    await erp.call('PUT', `/api/v1/clients/${clientId}`, {
      body: { name: 'Kunde', locale: 'nb', notification_emails: [], return_urls: [], matching: { mode: 'auto' } },
    });
    const following = follow();
    const connections = await Promise.all([200, 150, 100].map((rows) => connectAccount(world(), { clientId, rows })));
    await Promise.all(
      connections.map(async ({ connectionId, account }) => {
        for (let row = 1; row <= 3; row += 1) {
          await bank.book(account, { amount: `${row}.50` });
          await syncNow(world(), connectionId);
        }
      }),
    );
    isOver = true;
    await following;

    const created = seen.filter(({ change }) => change === 'created');
    expect(new Set(created.map(({ transaction }) => transaction.id)).size).toBe(200 + 150 + 100 + 9);
    const sums: StoredSum[] = [];
    for (const { connectionId } of connections) sums.push(await storedSum(world(), connectionId));
    const unique = new Map(
      created.map(({ transaction }) => [transaction.id, BigInt(transaction.amount.replace('.', ''))]),
    );
    expect([...unique.values()].reduce((sum, minor) => sum + minor, 0n)).toBe(
      sums.reduce((sum, { sumMinor }) => sum + BigInt(sumMinor), 0n),
    );
  });

  testSecrets(world);
});
