import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConnectionRef } from '../../../src/contracts/connection.ts';
import { connectionWorkflowId } from '../../../src/contracts/ids.ts';
import type { WatchdogResult } from '../../../src/contracts/reconcile.ts';
import { isWorkflowOpen } from '../../../src/temporal/isWorkflowOpen.ts';
import { bellsOf, type NewConnection, openReconcileWorld, type ReconcileWorld } from './reconcileWorld.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let world: ReconcileWorld;
beforeAll(async () => {
  world = await openReconcileWorld();
});
afterAll(() => world.close());
afterEach(() => world.database.admin('truncate bank_connections, tasks, outbox_events cascade'));

const look = (): Promise<WatchdogResult> => world.run(world.steps.lookForOverdue, { interactiveQueue: world.queue });
const set = ({ connectionId }: ConnectionRef, columns: string, ...values: readonly unknown[]) =>
  world.database.admin(`update bank_connections set ${columns} where id = $1`, [connectionId, ...values]);
const tasks = () =>
  world.database.admin<{ kind: string; status: string; connection_id: string; run_id: string | null; data: unknown }>(
    'select kind, status, connection_id, run_id, data from tasks order by created_at, id',
  );
const events = async (): Promise<string[]> =>
  (await world.database.admin<{ type: string }>('select type from outbox_events order by id')).map(({ type }) => type);

interface NewRun {
  readonly status?: string;
  readonly attended?: boolean;
  readonly startedAgoMs: number;
  readonly retryAgoMs?: number;
  readonly errorCode?: string;
}
async function insertRun({ clientId, connectionId }: ConnectionRef, run: NewRun): Promise<string> {
  const { status = 'running', attended = false, startedAgoMs, retryAgoMs = null, errorCode = null } = run;
  const id = randomUUID();
  const isOpen = status === 'running' || status === 'parked';
  await world.database.admin(
    `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, started_at, finished_at, retry_at,
                            error_code, temporal_workflow_id, temporal_run_id)
     values ($1, $2, $3, 'nightly', $4, $5, $6, $7, $8, $9, '', '')`,
    [
      id,
      clientId,
      connectionId,
      status,
      attended,
      new Date(world.nowMs - startedAgoMs),
      isOpen ? null : new Date(world.nowMs - startedAgoMs + minuteMs),
      retryAgoMs === null ? null : new Date(world.nowMs - retryAgoMs),
      errorCode,
    ],
  );
  return id;
}

describe('D.2 a state past its limit is an alert', () => {
  test.each<[string, NewConnection, string]>([
    ['awaiting_auth for 17 minutes', { status: 'awaiting_auth', sinceAgoMs: 17 * minuteMs }, 'state_past_limit'],
    ['grant_pending for 12 minutes', { status: 'grant_pending', sinceAgoMs: 12 * minuteMs }, 'state_past_limit'],
    ['revoking for a day', { status: 'revoking', sinceAgoMs: dayMs + 2 * minuteMs }, 'state_past_limit'],
    ['needs_reconsent for 90 days', { status: 'needs_reconsent', sinceAgoMs: 91 * dayMs }, 'state_past_limit'],
    ['active, 28 days before the end', { consentInMs: 28 * dayMs }, 'state_past_limit'],
    ['expiring after the end', { status: 'expiring', consentInMs: -2 * dayMs }, 'state_past_limit'],
    ['needs_operator for four hours', { status: 'needs_operator', sinceAgoMs: 4 * hourMs }, 'operator_did_not_act'],
  ])('%s', async (_name, row, kind) => {
    const { connectionId } = await world.insertConnection(row);
    await look();
    expect(await tasks()).toMatchObject([{ kind, status: 'open', connection_id: connectionId }]);
    expect(await events()).toEqual(['task.created']);
    expect(world.logLines()).toContainEqual(
      expect.objectContaining({ level: 'error', msg: 'watchdog', alert: kind, connection_id: connectionId }),
    );
  });

  test.each<[string, NewConnection]>([
    ['awaiting_auth for 16 minutes: its timer has its time', { status: 'awaiting_auth', sinceAgoMs: 16 * minuteMs }],
    ['active, 32 days before the end', { consentInMs: 32 * dayMs }],
    ['active, and the bank named no end', { sinceAgoMs: 400 * dayMs }],
    ['needs_operator for less than four hours', { status: 'needs_operator', sinceAgoMs: 4 * hourMs - minuteMs }],
    ['revoked long ago', { status: 'revoked', sinceAgoMs: 400 * dayMs }],
    ['abandoned long ago', { status: 'abandoned', sinceAgoMs: 400 * dayMs }],
  ])('%s: none', async (_name, row) => {
    await world.insertConnection(row);
    await look();
    expect(await tasks()).toEqual([]);
  });

  test('it is given once for a row and a stay, and is over when the row moves on', async () => {
    const connection = await world.insertConnection({ status: 'revoking', sinceAgoMs: 2 * dayMs });
    expect(await look()).toMatchObject({ statesPastLimit: 1, closed: 0 });
    expect(await look()).toMatchObject({ statesPastLimit: 0, closed: 0 });
    await world.database.admin(`update tasks set status = 'closed', closed_by = 'somebody'`);
    expect(await look()).toMatchObject({ statesPastLimit: 0, closed: 0 });

    await world.database.admin(`update tasks set status = 'open', closed_by = null`);
    await set(connection, `connection_status = 'revoked', status_changed_at = $2`, new Date(world.nowMs));
    expect(await look()).toMatchObject({ statesPastLimit: 0, closed: 1 });
    expect(await tasks()).toMatchObject([{ status: 'closed' }]);
  });

  test('the workflow of such a connection is started anew where it is gone, and left alone where it is not', async () => {
    const { connectionId } = await world.insertConnection({ status: 'awaiting_auth', sinceAgoMs: hourMs });
    expect(await look()).toMatchObject({ statesPastLimit: 1, restarted: 1 });
    expect(await isWorkflowOpen(world.temporal.client, connectionWorkflowId(connectionId))).toBe(true);
    await world.database.admin('truncate tasks');
    expect(await look()).toMatchObject({ statesPastLimit: 1, restarted: 0, rung: 1 });
    expect(await bellsOf(world, connectionId)).toBe(1);
  });

  test('of very many 20 are told in one look, and a line says how many there are', async () => {
    for (let count = 0; count < 23; count += 1)
      await world.insertConnection({ status: 'revoking', sinceAgoMs: 2 * dayMs });
    const before = world.logLines().length;
    expect(await look()).toMatchObject({ statesPastLimit: 20, restarted: 23 });
    const told = world.logLines().slice(before);
    expect(told.filter(({ alert }) => alert === 'state_past_limit')).toHaveLength(20);
    expect(told).toContainEqual(expect.objectContaining({ alert: 'many_states_past_limit', count: 23 }));
    expect(await look()).toMatchObject({ statesPastLimit: 3 });
    expect(await tasks()).toHaveLength(23);
  });
});

describe('D.2 a run open for too long is an alert', () => {
  test.each<[string, NewRun, number]>([
    ['a night’s, 62 minutes', { startedAgoMs: 62 * minuteMs }, 1],
    ['a night’s, 61 minutes', { startedAgoMs: 61 * minuteMs }, 0],
    ['a person’s, 17 minutes', { attended: true, startedAgoMs: 17 * minuteMs }, 1],
    ['a person’s, 16 minutes', { attended: true, startedAgoMs: 16 * minuteMs }, 0],
    [
      'parked, and its time came 25 hours ago',
      { status: 'parked', startedAgoMs: 2 * dayMs, retryAgoMs: 25 * hourMs },
      1,
    ],
    ['parked, and its time came an hour ago', { status: 'parked', startedAgoMs: 2 * dayMs, retryAgoMs: hourMs }, 0],
  ])('%s', async (_name, run, alerts) => {
    const connection = await world.insertConnection({ consentInMs: 100 * dayMs });
    const runId = await insertRun(connection, run);
    expect(await look()).toMatchObject({ runsPastLimit: alerts });
    expect(await tasks()).toMatchObject(alerts === 0 ? [] : [{ kind: 'run_past_limit', run_id: runId }]);
  });

  test('one that is taken up again counts from then: by the night, or by whoever asks', async () => {
    const byNight = await world.insertConnection({ consentInMs: 100 * dayMs });
    await insertRun(byNight, { startedAgoMs: 20 * hourMs });
    await set(byNight, 'last_attempt_at = $2', new Date(world.nowMs - 10 * minuteMs));
    const byPerson = await world.insertConnection({ consentInMs: 100 * dayMs });
    await insertRun(byPerson, { attended: true, startedAgoMs: 20 * hourMs });
    await world.database.admin(
      `insert into sync_requests (id, client_id, connection_id, trigger, requested_at) values ($1, $2, $3, 'manual', $4)`,
      [randomUUID(), byPerson.clientId, byPerson.connectionId, new Date(world.nowMs - 5 * minuteMs)],
    );
    expect(await look()).toMatchObject({ runsPastLimit: 0 });
  });
});

describe('D.2 a day of failures that pass by themselves is an operator’s', () => {
  const failing = async (
    errorCode: string,
    row: NewConnection = { lastSyncAgoMs: 2 * dayMs, sinceAgoMs: 30 * dayMs },
  ): Promise<ConnectionRef> => {
    const connection = await world.insertConnection(row);
    for (const startedAgoMs of [26 * hourMs, 2 * hourMs])
      await insertRun(connection, { status: 'failed', errorCode, startedAgoMs });
    return connection;
  };
  const statusOf = async ({ connectionId }: ConnectionRef) => {
    const [row] = await world.database.admin<{ connection_status: string; status_reason: string | null }>(
      'select connection_status, status_reason from bank_connections where id = $1',
      [connectionId],
    );
    return row;
  };

  test('it becomes needs_operator, with event and audit entry', async () => {
    const connection = await failing('bank_unavailable');
    const { connectionId: id } = connection;
    expect(await look()).toMatchObject({ degraded: 1, demoted: 1, rung: 1 });
    expect(await isWorkflowOpen(world.temporal.client, connectionWorkflowId(id))).toBe(true);
    const expected = { connection_status: 'needs_operator', status_reason: 'bank_unavailable' };
    expect(await statusOf(connection)).toEqual(expected);
    expect(await events()).toContain('connection.needs_operator');
    const told = await world.database.admin('select action from audit_entries where subject_id = $1', [id]);
    expect(told).toEqual([{ action: 'connection.needs_operator' }]);
    expect(await look()).toMatchObject({ degraded: 0, demoted: 0 });
  });

  test.each<[string, () => Promise<ConnectionRef>]>([
    [
      'failures of less than a day',
      async () => {
        const connection = await world.insertConnection({ lastSyncAgoMs: 2 * dayMs, sinceAgoMs: 30 * dayMs });
        await insertRun(connection, { status: 'failed', errorCode: 'bank_unavailable', startedAgoMs: 20 * hourMs });
        return connection;
      },
    ],
    [
      'a sync that went well between',
      async () => {
        const connection = await failing('bank_unavailable');
        await insertRun(connection, { status: 'complete_unverified', startedAgoMs: 10 * hourMs });
        return connection;
      },
    ],
    [
      'a run that goes on',
      async () => {
        const connection = await failing('bank_unavailable');
        await insertRun(connection, { startedAgoMs: minuteMs });
        return connection;
      },
    ],
    ['failures that are an operator’s already', () => failing('bank_rejects_credentials')],
  ])('%s: it stays', async (_name, arrange) => {
    const connection = await arrange();
    expect(await look()).toMatchObject({ demoted: 0 });
    expect(await statusOf(connection)).toMatchObject({ connection_status: 'active' });
  });

  test('A-16 of 25 that all fail none changes its state, and one line says so', async () => {
    for (let count = 0; count < 25; count += 1) await failing('bank_unavailable');
    expect(await look()).toMatchObject({ degraded: 25, demoted: 0, syncsOverdue: 0 });
    const lines = () => world.logLines().filter(({ alert }) => alert === 'many_connections_degraded');
    expect(lines()).toMatchObject([{ level: 'error', count: 25, of: 25 }]);
    // While it lasts once an hour, and once when it is over.
    await look();
    expect(lines()).toHaveLength(1);
    const nowMs = world.nowMs;
    world.nowMs += hourMs;
    await look();
    world.nowMs = nowMs;
    expect(lines()).toHaveLength(2);
    await world.database.admin('truncate bank_connections cascade');
    await look();
    expect(lines()).toMatchObject([{ level: 'error' }, { level: 'error' }, { level: 'warn', over: true }]);
  });
});

describe('A-16 a trouble that reaches one connection after the other', () => {
  const minutesApart = 5;

  test('30 cross their day minutes apart: the mass is seen though no look finds 20 of them', async () => {
    for (let number = 0; number < 30; number += 1) {
      const connection = await world.insertConnection({ lastSyncAgoMs: 2 * dayMs, sinceAgoMs: 30 * dayMs });
      const startedAgoMs = dayMs - number * minutesApart * minuteMs;
      await insertRun(connection, { status: 'failed', errorCode: 'bank_unavailable', startedAgoMs });
    }
    const beganMs = world.nowMs;
    let demoted = 0;
    for (let number = 0; number < 31; number += 1) {
      world.nowMs = beganMs + (number * minutesApart + 2) * minuteMs;
      demoted += (await look()).demoted;
    }
    world.nowMs = beganMs;
    expect(demoted).toBeLessThan(20);
    expect(world.logLines()).toContainEqual(
      expect.objectContaining({ level: 'error', alert: 'many_connections_degraded', count: 20, of: 30 }),
    );
  });
});

describe('E-7 freshness is alarmed from the tables', () => {
  test('a connection that was not synced for 26 hours is told of once, until it is', async () => {
    const stale = await world.insertConnection({ lastSyncAgoMs: 27 * hourMs, sinceAgoMs: 9 * dayMs });
    for (let count = 0; count < 30; count += 1) await world.insertConnection({ lastSyncAgoMs: hourMs });
    await world.insertConnection({ lastSyncAgoMs: 49 * hourMs, sinceAgoMs: 9 * dayMs, frequencyHours: 48 });
    expect(await look()).toMatchObject({ syncsOverdue: 1, freshness: { connections: 32, stale: 1, p95Hours: 25 } });
    expect(await look()).toMatchObject({ syncsOverdue: 0 });
    expect(await tasks()).toMatchObject([{ kind: 'sync_overdue', connection_id: stale.connectionId }]);
    await set(stale, 'last_sync_at = $2', new Date(world.nowMs));
    expect(await look()).toMatchObject({ closed: 1, freshness: { stale: 0 } });
  });

  test.each<[string, NewConnection, string]>([
    ['automatic sync is off', { lastSyncAgoMs: 9 * dayMs, sinceAgoMs: 9 * dayMs }, 'auto_sync_enabled = false'],
    ['it has just come back to life', { lastSyncAgoMs: 9 * dayMs, sinceAgoMs: hourMs }, 'updated_at = now()'],
    [
      'the consent is over',
      { lastSyncAgoMs: 9 * dayMs, sinceAgoMs: dayMs, status: 'needs_reconsent' },
      'updated_at = now()',
    ],
  ])('%s: nothing is overdue', async (_name, row, change) => {
    await set(await world.insertConnection(row), change);
    expect(await look()).toMatchObject({ syncsOverdue: 0, freshness: { stale: 0 } });
  });

  test('a night that failed as a whole is one line, not a task for each', async () => {
    for (let count = 0; count < 20; count += 1)
      await world.insertConnection({ lastSyncAgoMs: 30 * hourMs, sinceAgoMs: 9 * dayMs });
    expect(await look()).toMatchObject({ syncsOverdue: 0, freshness: { connections: 20, stale: 20, p95Hours: 30 } });
    expect(await tasks()).toEqual([]);
    expect(world.logLines()).toContainEqual(
      expect.objectContaining({ level: 'error', alert: 'freshness_p95', stale: 20, connections: 20 }),
    );
  });
});
