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
const set = ({ connectionId }: ConnectionRef, columns: string) =>
  world.database.admin(`update bank_connections set ${columns} where id = $1`, [connectionId]);

describe('D-17 a notice that is late by the rows', () => {
  test.each<[string, NewConnection, string]>([
    ['the reminder of the first day', { status: 'needs_reconsent', sinceAgoMs: dayMs + 3 * minuteMs }, ''],
    [
      'the reminder of the seventh day',
      { status: 'needs_reconsent', sinceAgoMs: 8 * dayMs },
      'reconsent_reminder_days = 1',
    ],
    ['the notice of 7 days', { status: 'expiring', consentInMs: 5 * dayMs }, 'consent_notice_days = 14'],
    ['the end, while an operator is waited for', { status: 'needs_operator', consentInMs: -2 * dayMs }, ''],
  ])('%s: its lifecycle is rung once an hour, or started where it is gone', async (_name, row, columns) => {
    const connection = await world.insertConnection(row);
    if (columns !== '') await set(connection, columns);
    expect(await look()).toMatchObject({ rung: 1 });
    expect(await isWorkflowOpen(world.temporal.client, connectionWorkflowId(connection.connectionId))).toBe(true);
    expect(await look()).toMatchObject({ rung: 0 });
    const nowMs = world.nowMs;
    world.nowMs += hourMs;
    expect(await look()).toMatchObject({ rung: 1 });
    world.nowMs = nowMs;
    expect(await bellsOf(world, connection.connectionId)).toBe(1);
  });

  test.each<[string, NewConnection, string]>([
    ['a reminder whose timer has its time', { status: 'needs_reconsent', sinceAgoMs: dayMs + minuteMs }, ''],
    ['a reminder that was given', { status: 'needs_reconsent', sinceAgoMs: 8 * dayMs }, 'reconsent_reminder_days = 7'],
    ['a notice that was given', { status: 'expiring', consentInMs: 5 * dayMs }, 'consent_notice_days = 7'],
    ['a notice while an operator is waited for', { status: 'needs_operator', consentInMs: 5 * dayMs }, ''],
    ['a consent without end', { sinceAgoMs: 400 * dayMs }, ''],
  ])('%s: none', async (_name, row, columns) => {
    const connection = await world.insertConnection(row);
    if (columns !== '') await set(connection, columns);
    expect(await look()).toMatchObject({ rung: 0 });
  });
});
