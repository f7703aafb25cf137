import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { connectionWorkflowId, syncWorkflowId } from '../../../src/contracts/ids.ts';
import { eventually } from '../local/eventually.ts';
import { ok, useLifecycleBench } from './lifecycleBench.ts';
import { bankError } from './stubBank.ts';
import { setOut } from './walks.ts';

const bench = useLifecycleBench();

test('contract 3.3 the calls of a connection’s life are in the audit', async () => {
  const walk = await bench.connect();
  await bench.engine.revoke(walk);
  await bench.handleOf(walk).result();
  const calls = await bench.database.admin<{ action: string; data: Record<string, unknown> }>(
    `select action, data from audit_entries where kind = 'bank_call' and actor = 'bank' and subject_id = $1`,
    [walk.connectionId],
  );
  expect(calls.map(({ action }) => action).toSorted()).toEqual(['accounts', 'revoke', 'token.redeem']);
  for (const { data } of calls) expect(data).toMatchObject({ status: 200, request_id: expect.any(String) });
});

describe('A-21 revoke', () => {
  test('A-21 confirmed: the sync is cancelled, secrets are revoked and wiped, twice is once', async () => {
    const walk = await bench.connect();
    // A run without a worker: it only has to be there to be cancelled.
    const sync = await bench.world.temporal.client.workflow.start('syncWorkflow', {
      workflowId: syncWorkflowId(walk.connectionId),
      taskQueue: `nobody-${randomUUID()}`,
      args: [{ clientId: walk.clientId, connectionId: walk.connectionId, trigger: 'nightly' }],
    });
    expect(await bench.engine.revoke(walk)).toEqual(ok);
    await bench.handleOf(walk).result();
    expect(await bench.statusOf(walk)).toEqual({ connection_status: 'revoked', status_reason: null, confirmed: true });
    expect(bench.world.bank.revoked).toHaveLength(1);
    expect(await bench.secretsLeft(walk)).toEqual([]);
    const history = await sync.fetchHistory();
    expect(history.events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes != null)).toBe(true);
    await sync.terminate();
    expect(await bench.engine.revoke(walk)).toEqual(ok); // the workflow is gone: the tables answer
    expect(await bench.statusOf(walk)).toMatchObject({ connection_status: 'revoked' });
  });

  test('A-21 answers before the bank does, and again while the bank is silent', async () => {
    const walk = await bench.connect();
    const { promise, resolve } = Promise.withResolvers<{ confirmed: true }>();
    bench.world.bank.onRevoke = () => promise;
    expect(await bench.engine.revoke(walk)).toEqual(ok);
    expect(await bench.statusOf(walk)).toMatchObject({ connection_status: 'revoking' });
    await expect(bench.world.steps.refreshGrant({ clientId: walk.clientId, runId: randomUUID() })).rejects.toThrow();
    expect(await bench.engine.revoke(walk)).toEqual(ok);
    expect(await bench.engine.confirmAccounts(walk)).toEqual({ ok: false, code: 'connection_closed' });
    resolve({ confirmed: true });
    await eventually('revoked', () => bench.isIn(walk, 'revoked'));
    expect(bench.world.bank.revoked).toHaveLength(1);
  });

  test('A-21 a bank that never answers: at the end of the day the secret is gone, unconfirmed', async () => {
    const walk = await bench.connect();
    await bench.handleOf(walk).terminate('its day shall be short');
    bench.world.bank.onRevoke = () => Promise.reject(bankError('bank_unavailable', { status: 503 }));
    const { clientId, connectionId } = walk;
    const short = await bench.world.temporal.client.workflow.start('bankConnectionWorkflow', {
      workflowId: connectionWorkflowId(connectionId),
      taskQueue: bench.world.queue,
      args: [{ clientId, connectionId, attemptLifeMs: 1, grantLifeMs: 1, revokeLifeMs: 1_500 }],
    });
    expect(await bench.engine.revoke(walk)).toEqual(ok);
    await short.result();
    expect(await bench.statusOf(walk)).toEqual({
      connection_status: 'revoked',
      status_reason: 'unconfirmed',
      confirmed: false,
    });
    expect(await bench.secretsLeft(walk)).toEqual([]);
    expect(bench.world.bank.revoked.length).toBeGreaterThan(0);
  });

  test.each(['awaiting_auth', 'grant_pending'] as const)('A-21 also in state %s', async (status) => {
    const walk = status === 'grant_pending' ? await bench.reachGrant() : await setOut(bench.world);
    if (status === 'awaiting_auth') await bench.engine.beginAuthorization(walk);
    expect(await bench.engine.revoke(walk)).toEqual(ok);
    await bench.handleOf(walk).result();
    expect(await bench.statusOf(walk)).toEqual({ connection_status: 'revoked', status_reason: null, confirmed: true });
    expect(bench.world.bank.revoked).toHaveLength(status === 'grant_pending' ? 1 : 0);
    expect(await bench.secretsLeft(walk)).toEqual([]);
    expect(await bench.engine.acceptCallback(walk)).toEqual({ ok: false, code: 'connection_closed' });
  });
});
