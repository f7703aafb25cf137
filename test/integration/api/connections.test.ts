import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { arrangeClient, arrangeConnection, arrangeRun } from './arrange.ts';
import { itemsOf, openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

const read = (connectionId: string) => api.call('GET', `/api/dnb/connections/${connectionId}`, { key });
const patch = (connectionId: string, body: unknown) =>
  api.call('PATCH', `/api/dnb/connections/${connectionId}`, { key, body });
const nextSyncOf = async (connectionId: string): Promise<unknown> => (await read(connectionId)).body['next_sync_at'];

/** Where 03:00 + k·f first comes after now, in UTC. */
function slotAfter(nowMs: number, frequencyHours: number): string {
  const midnight = Math.floor(nowMs / 86_400_000) * 86_400_000;
  const slots: number[] = [];
  for (let day = -1; day <= 1; day += 1)
    for (let hours = 0; hours < 24; hours += frequencyHours)
      slots.push(midnight + day * 86_400_000 + (3 + hours) * 3_600_000);
  return new Date(slots.toSorted((a, b) => a - b).find((slot) => slot > nowMs) ?? 0).toISOString();
}

describe('GET /api/dnb/connections', () => {
  test('contract 3.1 a connection with its accounts and its last run', async () => {
    const mine = await arrangeConnection(api.database, {
      connection: {
        total_transactions_imported: 12,
        consent_expires_at: '2027-05-01T00:00:00Z',
        last_sync_at: '2026-11-01T03:00:01Z',
        id_policy: {
          transactionId: { policy: 'none', evidence: 'session', on: '2026-10-30', account_id: 'not told here' },
        },
      },
      account: {
        bban: null,
        iban: 'NO9386011117947',
        identity: 'NO9386011117947',
        name: 'Drift',
        last_covered_date: '2026-10-31',
      },
    });
    const runId = await arrangeRun(api.database, mine, {
      status: 'failed',
      error_code: 'bank_unavailable',
      started_at: '2026-11-01T03:00:00Z',
      finished_at: '2026-11-01T03:00:01Z',
    });
    await arrangeRun(api.database, mine, { started_at: '2026-10-01T03:00:00Z' });
    const { status, body } = await api.call('GET', `/api/dnb/connections?client_id=${mine.clientId}`, { key });
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      next_cursor: null,
      connections: [
        expect.objectContaining({
          id: mine.connectionId,
          bank_name: 'DNB',
          bank_account_number: '86011117947',
          auto_sync_enabled: true,
          last_sync_at: '2026-11-01T03:00:01.000Z',
          total_transactions_imported: 12,
          status: 'active',
          status_reason: null,
          sync_frequency_hours: 24,
          consent_expires_at: '2027-05-01T00:00:00.000Z',
          id_policy: {
            transaction_id: { policy: 'none', evidence: 'session', demoted_on: '2026-10-30' },
            entry_reference: { policy: 'none', evidence: null, demoted_on: null },
          },
          last_run: expect.objectContaining({
            id: runId,
            status: 'failed',
            error: expect.objectContaining({ code: 'bank_unavailable', class: 'retryable', act: 'bank' }),
            temporal: expect.objectContaining({ url: expect.stringMatching(/^http:\/\/ui\.test\//) }),
          }),
          accounts: [
            expect.objectContaining({ id: mine.accountId, iban: 'NO9386011117947', last_covered_date: '2026-10-31' }),
          ],
        }),
      ],
    });
  });

  test('contract 3.1 without status those that were once connected, with one only these', async () => {
    const clientId = await arrangeClient(api.database);
    const states = [
      ['active', true],
      ['revoked', true],
      ['awaiting_auth', false],
    ] as const;
    for (const [connection_status, wasConnected] of states)
      await arrangeConnection(api.database, {
        clientId,
        connection: { connection_status, connected_at: wasConnected ? new Date() : null },
      });
    const statuses = async (query: string) => {
      const { body } = await api.call('GET', `/api/dnb/connections?client_id=${clientId}${query}`, { key });
      return itemsOf(body['connections'], { status: z.string() })
        .map(({ status }) => status)
        .toSorted();
    };
    expect(await statuses('')).toEqual(['active', 'revoked']);
    expect(await statuses('&status=awaiting_auth')).toEqual(['awaiting_auth']);
    expect(await statuses('&status=expiring')).toEqual([]);
  });

  test('contract 3.1 a key of one client need not name it, a key of several must', async () => {
    const [one, two] = [await arrangeConnection(api.database), await arrangeConnection(api.database)];
    const single = await api.call('GET', '/api/dnb/connections', { key: await api.keyFor([one.clientId]) });
    expect(single.body['connections']).toHaveLength(1);
    for (const many of [key, await api.keyFor([one.clientId, two.clientId])]) {
      const { status, body } = await api.call('GET', '/api/dnb/connections', { key: many });
      expect({ status, errors: body['errors'] }).toMatchObject({ status: 422, errors: [{ path: 'client_id' }] });
    }
  });

  test('C-14 pages hold each connection once', async () => {
    const clientId = await arrangeClient(api.database);
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1)
      made.push((await arrangeConnection(api.database, { clientId })).connectionId);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await api.call('GET', `/api/dnb/connections?client_id=${clientId}&limit=2${cursor}`, { key });
      const page = itemsOf(body['connections'], { id: z.string() });
      expect(page.length).toBeLessThanOrEqual(2);
      seen.push(...page.map(({ id }) => id));
      if (typeof body['next_cursor'] !== 'string') break;
      cursor = `&cursor=${body['next_cursor']}`;
    }
    expect(seen).toEqual(made.toSorted());
  });
});

describe('next_sync_at', () => {
  test('design 2 a frequency that an operator changes by SQL shows at once', async () => {
    const { connectionId } = await arrangeConnection(api.database, { connection: { last_attempt_at: new Date() } });
    expect(await nextSyncOf(connectionId)).toBe(slotAfter(api.clock.now(), 24));
    await api.database.admin(
      `set role kontosync_operator; update bank_connections set sync_frequency_hours = 12 where id = '${connectionId}'; reset role`,
    );
    expect(await nextSyncOf(connectionId)).toBe(slotAfter(api.clock.now(), 12));
  });

  test('contract 3.3 a frequency that the bank cannot carry is refused by the table too', async () => {
    const { connectionId } = await arrangeConnection(api.database);
    const refused = api.database.admin('update bank_connections set sync_frequency_hours = 7 where id = $1', [
      connectionId,
    ]);
    await expect(refused).rejects.toMatchObject({ code: '23514' });
  });

  test('design 2 never attempted: now', async () => {
    const { connectionId } = await arrangeConnection(api.database);
    const next = Date.parse(String(await nextSyncOf(connectionId)));
    expect(Math.abs(next - api.clock.now())).toBeLessThan(5_000);
  });

  const none = [
    [{ auto_sync_enabled: false }],
    [{ connection_status: 'needs_reconsent' }],
    [{ connection_status: 'revoked' }],
  ] as const;
  test.each(none)('design 2 %j: none', async (connection) => {
    const { connectionId } = await arrangeConnection(api.database, { connection });
    expect(await nextSyncOf(connectionId)).toBeNull();
  });

  test('design 2 a parked run goes on at its own time', async () => {
    const mine = await arrangeConnection(api.database, { connection: { last_attempt_at: new Date() } });
    await arrangeRun(api.database, mine, { status: 'parked', retry_at: '2999-01-01T00:00:00Z' });
    expect(await nextSyncOf(mine.connectionId)).toBe('2999-01-01T00:00:00.000Z');
  });
});

const auditOf = (connectionId: string) =>
  api.database.admin<Record<string, unknown>>(
    'select action, actor, data from audit_entries where subject_id = $1 order by id',
    [connectionId],
  );

describe('PATCH /api/dnb/connections/{id}', () => {
  test('C-19 it changes what is named, and the audit tells who', async () => {
    const { connectionId } = await arrangeConnection(api.database);
    const { status, body } = await patch(connectionId, { sync_frequency_hours: 8 });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { success: true, id: connectionId, sync_frequency_hours: 8, auto_sync_enabled: true },
    });
    await patch(connectionId, { auto_sync_enabled: false });
    await patch(connectionId, { auto_sync_enabled: false }); // so already: no change, no entry
    await patch(connectionId, {});
    const actor = expect.stringMatching(/^[0-9A-Za-z]+$/);
    expect(await auditOf(connectionId)).toEqual([
      { action: 'connection.settings', actor, data: { auto_sync_enabled: true, sync_frequency_hours: 8 } },
      { action: 'connection.settings', actor, data: { auto_sync_enabled: false, sync_frequency_hours: 8 } },
    ]);
    expect(key).toContain(String((await auditOf(connectionId))[0]?.['actor']));
  });

  test('contract 3.3 more often than the bank allows: 422 frequency_not_allowed, nothing changes', async () => {
    const { connectionId } = await arrangeConnection(api.database);
    const { status, body } = await patch(connectionId, { sync_frequency_hours: 7, auto_sync_enabled: false });
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'frequency_not_allowed' });
    expect((await read(connectionId)).body).toMatchObject({ sync_frequency_hours: 24, auto_sync_enabled: true });
  });

  test.each([
    { sync_frequency_hours: 8.5 },
    { sync_frequency_hours: '12' },
    { auto_sync_enabled: 'no' },
    { status: 'active' },
  ])('C-11 %j: 422', async (body) => {
    const { connectionId } = await arrangeConnection(api.database);
    expect((await patch(connectionId, body)).status).toBe(422);
  });
});
