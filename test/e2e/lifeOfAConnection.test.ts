import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { getState } from '../../src/contracts/connection.ts';
import { connectionWorkflowId } from '../../src/contracts/ids.ts';
import { type Connected, connectAccount } from './connectAccount.ts';
import { storedSum } from './readTables.ts';
import { renewConsent } from './renewConsent.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

/** A consent of 180 days lasts 180 of these. */
const consentDayMs = 250;
const world = useWorld({
  consentDayMs,
  simulator: { consentLifeMs: 180 * consentDayMs, newConsentEndsOlder: true },
});

const statusOf = async ({ connectionId }: Connected): Promise<string | undefined> => {
  const [row] = await world().database.admin<{ connection_status: string }>(
    'select connection_status from bank_connections where id = $1',
    [connectionId],
  );
  return row?.connection_status;
};
/** What the ERP was told of the connection, oldest first: `connection.expiring 30`. */
const told = async ({ clientId }: Connected): Promise<string[]> => {
  const rows = await world().database.admin<{ type: string; days: number | null }>(
    `select type, coalesce(data->'counts'->>'days_left', data->'counts'->>'days_since')::int as days
     from outbox_events where client_id = $1 and type like 'connection.%' order by id`,
    [clientId],
  );
  return rows.map(({ type, days }) =>
    [type.replace('connection.', ''), days].filter((part) => part !== null).join(' '),
  );
};
/** What was told last, when it ends with `last`. */
async function toldUntil(connected: Connected, last: string): Promise<string[]> {
  await until(last, async () => (await told(connected)).at(-1) === last, 60_000);
  return told(connected);
}
const grantsOf = ({ connectionId }: Connected) =>
  world().database.admin<{ role: string; has_secrets: boolean }>(
    `select role, ciphertext is not null as has_secrets from bank_grants where connection_id = $1 order by created_at`,
    [connectionId],
  );

test('D-18 a new consent of the same person ends the older one: it is named at connect, and its person is asked', async () => {
  const clientId = randomUUID();
  const owner = `person-${randomUUID().slice(0, 8)}`;
  const accounts = [];
  for (const rows of [5, 6]) accounts.push(await world().bank.openAccount({ rows, owner, days: 5 }));
  const [older = '', newer = ''] = accounts;
  const first = await connectAccount(world(), { clientId, account: older });
  const second = await connectAccount(world(), { clientId, account: newer });
  expect(second.answer).toMatchObject({ status: 200, body: { superseded: [first.connectionId] } });
  expect(await statusOf(first)).toBe('needs_reconsent');
  expect(await statusOf(second)).toBe('active');
  const state = () =>
    world().temporal.client.workflow.getHandle(connectionWorkflowId(first.connectionId)).query(getState);
  await until('its lifecycle knows', async () => (await state())?.kind === 'needs_reconsent');
});

test('D-17, D-18 180 days, twice renewed, then left to end: each notice once, no row twice, nothing left behind', async () => {
  const connected = await connectAccount(world(), { rows: 40, days: 20 });
  const rows = await storedSum(world(), connected.connectionId);
  expect(rows).toEqual(await world().bank.truth(connected.account));

  expect(await toldUntil(connected, 'expiring 14')).toEqual(['connected', 'expiring 30', 'expiring 14']);
  expect(await statusOf(connected)).toBe('expiring');
  const first = await renewConsent(world(), connected);
  expect(first).toMatchObject({ accounts_missing: [], initial_sync: { new: 0 } });
  expect(await statusOf(connected)).toBe('active');

  await toldUntil(connected, 'expiring 30');
  await renewConsent(world(), connected);
  await toldUntil(connected, 'needs_reconsent');
  expect(await statusOf(connected)).toBe('needs_reconsent');
  expect(
    await world().erp.call('POST', '/api/dnb/sync', { body: { connection_id: connected.connectionId } }),
  ).toMatchObject({ status: 409, body: { code: 'needs_reconsent', act: 'user' } });
  expect(await toldUntil(connected, 'abandoned')).toEqual([
    'connected',
    'expiring 30',
    'expiring 14',
    'connected',
    'expiring 30',
    'connected',
    'expiring 30',
    'expiring 14',
    'expiring 7',
    'expiring 1',
    'needs_reconsent',
    'needs_reconsent 1',
    'needs_reconsent 7',
    'needs_reconsent 30',
    'abandoned',
  ]);
  await world().temporal.client.workflow.getHandle(connectionWorkflowId(connected.connectionId)).result();
  expect(await grantsOf(connected)).toEqual([
    { role: 'retired', has_secrets: false },
    { role: 'retired', has_secrets: false },
    { role: 'retired', has_secrets: false },
  ]);
  expect(await storedSum(world(), connected.connectionId)).toEqual(rows);
  const tasks = await world().database.admin(
    `select kind, status from tasks where client_id = $1 and kind = 'consent_to_renew'`,
    [connected.clientId],
  );
  expect(tasks).toEqual(Array.from({ length: 3 }, () => ({ kind: 'consent_to_renew', status: 'closed' })));
}, 300_000);
