import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { consentInvalidated, getState, lookAgain } from '../../../src/contracts/connection.ts';
import { connectionWorkflowId } from '../../../src/contracts/ids.ts';
import { eventually } from '../local/eventually.ts';
import { ok, useLifecycleBench } from './lifecycleBench.ts';
import { drift } from './stubBank.ts';
import { choose, comeBack, setOut } from './walks.ts';

const bench = useLifecycleBench();

describe('A-9 nobody connects', () => {
  test('A-3 nobody comes back from the bank: abandoned, everything wiped', async () => {
    const walk = await setOut(bench.world);
    await bench.world.engine({ attemptLifeMs: 300 }).beginAuthorization(walk);
    await eventually('abandoned', () => bench.isIn(walk, 'abandoned'));
    expect(await bench.statusOf(walk)).toEqual({
      connection_status: 'abandoned',
      status_reason: 'attempt_expired',
      confirmed: true,
    });
    expect(await bench.secretsLeft(walk)).toEqual([]);
    expect(bench.world.bank.revoked).toEqual([]);
  });

  test('A-9 a grant that nobody connects is revoked at the bank and wiped', async () => {
    const walk = await bench.reachGrant(bench.world.engine({ grantLifeMs: 300 }));
    await bench.handleOf(walk).result();
    expect(await bench.statusOf(walk)).toEqual({
      connection_status: 'abandoned',
      status_reason: 'attempt_expired',
      confirmed: true,
    });
    expect(bench.world.bank.revoked).toHaveLength(1);
    expect(await bench.secretsLeft(walk)).toEqual([]);
  });

  test('A-9 a callback that was accepted while the API died is redeemed by the clock', async () => {
    const walk = await setOut(bench.world);
    await bench.world.engine({ attemptLifeMs: 1_000 }).beginAuthorization(walk);
    await comeBack(bench.world, walk); // and nobody tells the workflow
    await eventually('pending', () => bench.isIn(walk, 'grant_pending'));
    expect(bench.world.bank.redeemed).toHaveLength(1);
  });

  test('A-9 accounts that were chosen while the API died are connected by the clock', async () => {
    const walk = await bench.reachGrant(bench.world.engine({ grantLifeMs: 1_000 }));
    await choose(bench.world, walk, [drift.accountId]);
    await eventually('active', () => bench.isIn(walk, 'active'));
  });
});

describe('the consent’s clock', () => {
  const told = async (clientId: string): Promise<number[]> => {
    const rows = await bench.database.admin<{ days: number }>(
      `select (data->'counts'->>'days_left')::int as days from outbox_events
       where client_id = $1 and type = 'connection.expiring' order by id`,
      [clientId],
    );
    return rows.map(({ days }) => days);
  };

  test('D-17 within the last 30 days it is expiring, and at the end it must be renewed', async () => {
    bench.world.bank.consentExpiresAt = new Date(Date.now() + 10 * 86_400_000);
    const walk = await bench.connect();
    await eventually('expiring', () => bench.isIn(walk, 'expiring'));
    expect(await bench.handleOf(walk).query(getState)).toMatchObject({ kind: 'expiring' });
    // The last day is one of them; the notices of 30 and 14 days have passed.
    await eventually('told', async () => (await told(walk.clientId)).length === 1);
    expect(await told(walk.clientId)).toEqual([11]);

    const over = new Date(Date.now() - 3 * 86_400_000);
    bench.world.bank.consentExpiresAt = over;
    const late = await bench.connect();
    await eventually('needs_reconsent', () => bench.isIn(late, 'needs_reconsent'));
    expect(await bench.statusOf(late)).toMatchObject({ status_reason: 'consent_expired' });
  });

  test('a run that finds the consent gone tells the workflow', async () => {
    const walk = await bench.connect();
    await bench.handleOf(walk).signal(consentInvalidated, { code: 'consent_revoked' });
    await eventually('needs_reconsent', () => bench.isIn(walk, 'needs_reconsent'));
    expect(await bench.statusOf(walk)).toMatchObject({ status_reason: 'consent_revoked' });
  });

  test('a connection that is in doubt can be disconnected too', async () => {
    const walk = await bench.connect();
    await bench.handleOf(walk).signal(consentInvalidated, { code: 'consent_revoked' });
    await eventually('needs_reconsent', () => bench.isIn(walk, 'needs_reconsent'));
    expect(await bench.engine.revoke(walk)).toEqual(ok);
    await eventually('revoked', () => bench.isIn(walk, 'revoked'));
  });
});

describe('D.2 an operator is waited for', () => {
  const stop = async (walk: { readonly connectionId: string }, consentInMs: number): Promise<void> => {
    await bench.database.admin(
      `update bank_connections set connection_status = 'needs_operator', consent_expires_at = $2 where id = $1`,
      [walk.connectionId, new Date(Date.now() + consentInMs)],
    );
  };
  const stateOf = (walk: Awaited<ReturnType<typeof bench.connect>>) => bench.handleOf(walk).query(getState);

  test('the clock is told, and goes on when the connection comes back', async () => {
    const walk = await bench.connect();
    await stop(walk, 100 * 86_400_000);
    await bench.handleOf(walk).signal(lookAgain);
    await eventually('told', async () => (await stateOf(walk))?.kind === 'needs_operator');
    expect(await stateOf(walk)).toMatchObject({ untilMs: expect.any(Number) });
    await bench.database.admin(
      `update bank_connections set connection_status = 'active', consent_expires_at = now() + interval '20 days' where id = $1`,
      [walk.connectionId],
    );
    await bench.handleOf(walk).signal(lookAgain);
    await eventually('expiring', () => bench.isIn(walk, 'expiring')); // by its own timer
    expect(await stateOf(walk)).toMatchObject({ kind: 'expiring' });
  });

  test('a consent that ends meanwhile is told, with a task, and reminded of', async () => {
    const walk = await bench.connect();
    await stop(walk, -3 * 86_400_000);
    await bench.handleOf(walk).signal(lookAgain);
    await eventually('needs_reconsent', () => bench.isIn(walk, 'needs_reconsent'));
    expect(await bench.statusOf(walk)).toMatchObject({ status_reason: 'consent_expired' });
    expect(await stateOf(walk)).toMatchObject({ kind: 'needs_reconsent', untilMs: expect.any(Number) });
    const tasks = await bench.database.admin(
      `select from tasks where client_id = $1 and kind = 'consent_to_renew' and status = 'open'`,
      [walk.clientId],
    );
    expect(tasks).toHaveLength(1);
  });

  test('a reminder whose signal was lost comes when the watchdog rings', async () => {
    const walk = await bench.connect();
    // As if a worker had died between the commit of a step of another connection and its answer.
    await bench.database.admin(
      `update bank_connections set connection_status = 'needs_reconsent', status_changed_at = now() - interval '8 days' where id = $1`,
      [walk.connectionId],
    );
    await bench.handleOf(walk).signal(lookAgain);
    const reminded = async (): Promise<boolean> =>
      (
        await bench.database.admin(
          `select from outbox_events
           where client_id = $1 and type = 'connection.needs_reconsent' and data->'counts'->>'days_since' = '7'`,
          [walk.clientId],
        )
      ).length === 1;
    await eventually('reminded', reminded);
  });
});

describe('design 2 the tables are the truth', () => {
  test('a workflow that was lost is started anew where the connection stands', async () => {
    const walk = await bench.reachGrant();
    await bench.handleOf(walk).terminate('as if Temporal’s database were lost');
    await choose(bench.world, walk, [drift.accountId]);
    expect(await bench.engine.confirmAccounts(walk)).toEqual(ok);
    expect(await bench.statusOf(walk)).toMatchObject({ connection_status: 'active' });
    expect(await bench.handleOf(walk).query(getState)).toMatchObject({ kind: 'active' });
  });

  test('continue-as-new under a stream of updates loses none', async () => {
    const walk = await setOut(bench.world);
    const { clientId, connectionId } = walk;
    await bench.world.temporal.client.workflow.start('bankConnectionWorkflow', {
      workflowId: connectionWorkflowId(connectionId),
      taskQueue: bench.world.queue,
      args: [{ clientId, connectionId, attemptLifeMs: 900_000, grantLifeMs: 600_000, continueAfterEvents: 20 }],
    });
    const first = (await bench.handleOf(walk).describe()).runId;
    await bench.engine.beginAuthorization(walk);
    await comeBack(bench.world, walk);
    await bench.engine.acceptCallback(walk);
    await choose(bench.world, walk, [drift.accountId]);
    for (let round = 0; round < 2; round += 1)
      expect(await Promise.all([1, 2, 3].map(() => bench.engine.confirmAccounts(walk)))).toEqual([ok, ok, ok]);
    expect((await bench.handleOf(walk).describe()).runId).not.toBe(first);
    expect(await bench.handleOf(walk).query(getState)).toMatchObject({ kind: 'active' });
  }, 20_000);

  test('no such connection: the workflow fails, visibly', async () => {
    const walk = { clientId: randomUUID(), connectionId: randomUUID(), attemptId: randomUUID(), state: '' };
    await expect(bench.engine.beginAuthorization(walk)).rejects.toMatchObject({ code: 'unexpected' });
    await expect(bench.handleOf(walk).result()).rejects.toThrow();
  });
});
