import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { arrangeConnection, arrangeRun, arrangeTransaction } from './arrange.ts';
import { itemsOf, openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());
beforeEach(() => {
  api.engine.matchings.length = 0;
});

const put = (clientId: string, body: unknown) => api.call('PUT', `/api/v1/clients/${clientId}`, { key, body });
const patch = (accountId: string, body: unknown) => api.call('PATCH', `/api/v1/accounts/${accountId}`, { key, body });

describe('/api/v1/clients/{client_id}', () => {
  const least = {
    name: 'Firma AS',
    locale: 'nb',
    notification_emails: [],
    return_urls: [],
    matching: { mode: 'auto' },
  };

  test('contract 3.2 PUT makes a client, and replaces all its settings the next time', async () => {
    const clientId = randomUUID();
    expect((await api.call('GET', `/api/v1/clients/${clientId}`, { key })).status).toBe(404);
    const made = await put(clientId, least);
    expect({ status: made.status, body: made.body }).toEqual({
      status: 201,
      body: { client_id: clientId, org_number: null, legal_hold: true, ...least },
    });
    expect(api.engine.matchings).toEqual([]);
    const all = {
      name: 'Firma ASA',
      org_number: '923609016',
      locale: 'en',
      notification_emails: ['regnskap@example.com'],
      return_urls: ['https://erp.example.com/back'],
      matching: {
        mode: 'shadow',
        max_auto_amount: '50000.00',
        four_eyes_amount: '100000',
        write_off_limit: '1',
        fifo: true,
      },
    };
    const changed = await put(clientId, all);
    expect({ status: changed.status, body: changed.body }).toEqual({
      status: 200,
      body: { client_id: clientId, legal_hold: true, ...all },
    });
    expect(api.engine.matchings).toEqual([clientId]); // other settings may decide otherwise
    expect((await api.call('GET', `/api/v1/clients/${clientId}`, { key })).body).toEqual(changed.body);
    expect((await put(clientId, least)).body).toEqual({
      client_id: clientId,
      org_number: null,
      legal_hold: true,
      ...least,
    });
    const audit = await api.database.admin<{ action: string }>(
      'select action from audit_entries where client_id = $1 order by id',
      [clientId],
    );
    expect(audit.map(({ action }) => action)).toEqual(['client.created', 'client.settings', 'client.settings']);
  });

  test.each(['name', 'locale', 'notification_emails', 'return_urls', 'matching'] as const)(
    'contract 3.2 PUT without %s resets nothing: 422 that names it',
    async (member) => {
      const clientId = randomUUID();
      const limits = { mode: 'auto', max_auto_amount: '10.00', four_eyes_amount: '50.00' };
      const stored = await put(clientId, { ...least, locale: 'en', matching: limits });
      const { [member]: _left, ...rest } = least;
      const refused = await put(clientId, rest);
      expect({ status: refused.status, errors: refused.body['errors'] }).toEqual({
        status: 422,
        errors: [{ path: member, message: expect.any(String) }],
      });
      expect((await api.call('GET', `/api/v1/clients/${clientId}`, { key })).body).toEqual(stored.body);
    },
  );

  test('C-11 a text that the database cannot hold is refused, by name', async () => {
    const clientId = randomUUID();
    for (const name of ['nul \u0000', 'half \ud800']) {
      const refused = await put(clientId, { ...least, name });
      expect({ status: refused.status, errors: refused.body['errors'] }).toMatchObject({
        status: 422,
        errors: [{ path: 'name' }],
      });
    }
  });

  test('contract 3.2 a client is one whatever the case of its UUID', async () => {
    const clientId = randomUUID();
    await put(clientId.toUpperCase(), least);
    expect((await put(clientId, least)).status).toBe(200);
  });

  test('contract 3.2 a key for a list of clients makes only these', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const listed = await api.keyFor([mine]);
    const ask = (clientId: string) => api.call('PUT', `/api/v1/clients/${clientId}`, { key: listed, body: least });
    expect([(await ask(mine)).status, (await ask(other)).status]).toEqual([201, 404]);
  });

  const wrong: readonly (readonly [string, Record<string, unknown>])[] = [
    ['name', { name: '' }],
    ['org_number', { org_number: '923609017' }],
    ['locale', { locale: 'sv' }],
    ['notification_emails.0', { notification_emails: ['nobody'] }],
    ['return_urls.0', { return_urls: ['javascript:alert(1)'] }],
    ['return_urls.1', { return_urls: ['https://a.example', 'https://u:p@a.example'] }],
    ['return_urls.0', { return_urls: ['https://a.example/#x'] }],
    ['matching.mode', { matching: {} }],
    ['matching.max_auto_amount', { matching: { mode: 'auto', max_auto_amount: '-1' } }],
    ['matching.max_auto_amount', { matching: { mode: 'auto', max_auto_amount: 5 } }],
  ];
  test.each(wrong)('C-11 a wrong %s: 422', async (path, body) => {
    const answer = await put(randomUUID(), { ...least, ...body });
    expect({ status: answer.status, errors: answer.body['errors'] }).toMatchObject({ status: 422, errors: [{ path }] });
  });
});

describe('/api/v1/accounts', () => {
  test('contract 3.2 what the ERP decides about an account', async () => {
    const { accountId, clientId, connectionId } = await arrangeConnection(api.database, {
      account: { bban: '12345678903', name: 'Drift', history_from: '2026-01-01' },
    });
    const list = await api.call('GET', `/api/v1/accounts?client_id=${clientId}`, { key });
    const account = {
      id: accountId,
      connection_id: connectionId,
      iban: null,
      bban: '12345678903',
      name: 'Drift',
      currency: 'NOK',
      external_id: null,
      sync_enabled: true,
      match_from: null,
      last_covered_date: null,
      status: 'active',
    };
    expect(list.body).toEqual({ items: [account], next_cursor: null });
    expect((await patch(accountId, { sync_enabled: false, external_id: '1920' })).body).toEqual({
      ...account,
      sync_enabled: false,
      external_id: '1920',
    });
    expect((await patch(accountId, { external_id: null })).body).toEqual({ ...account, sync_enabled: false });
    expect((await patch(accountId, { currency: 'EUR' })).status).toBe(422);
    const audit = await api.database.admin<{ data: unknown }>('select data from audit_entries where subject_id = $1', [
      accountId,
    ]);
    expect(audit).toHaveLength(2);
    expect(JSON.stringify(audit)).not.toContain('1920');
  });

  test('contract 3.1 a moved cut-over brings the rows to it, and the feed tells', async () => {
    const mine = await arrangeConnection(api.database);
    const owner = { ...mine, runId: await arrangeRun(api.database, mine) };
    const add = (booking_date: string, columns: Record<string, unknown> = {}) =>
      arrangeTransaction(api.database, owner, { booking_date, ...columns });
    const before = await add('2026-01-31');
    const after = await add('2026-02-01');
    const matched = await add('2026-01-30', { match_status: 'matched' });
    const byPerson = await add('2026-01-29', { match_status: 'ignored', ignored_because: 'person' });
    const statusOf = async (id: string) =>
      (await api.call('GET', `/api/v1/transactions/${id}`, { key })).body['match_status'];
    const statuses = () => Promise.all([before, after, matched, byPerson].map(statusOf));
    const changes = async () => {
      const { body } = await api.call('GET', `/api/v1/transactions/changes?account_id=${mine.accountId}`, { key });
      const items = itemsOf(body['items'], { change: z.string(), transaction: z.object({ id: z.string() }) });
      return items.map(({ change, transaction }) => [change, transaction.id]);
    };

    await patch(mine.accountId, { match_from: '2026-02-01' });
    expect(await statuses()).toEqual(['ignored', 'unmatched', 'matched', 'ignored']);
    expect(await changes()).toEqual([['match_changed', before]]);
    expect(api.engine.matchings).toEqual([mine.clientId]);

    await patch(mine.accountId, { match_from: null });
    expect(await statuses()).toEqual(['unmatched', 'unmatched', 'matched', 'ignored']);
    expect(await changes()).toHaveLength(2);
    await patch(mine.accountId, { match_from: null }); // so already
    expect(await changes()).toHaveLength(2);
  });

  test('contract 3.2 balances as the bank gave them', async () => {
    const { accountId } = await arrangeConnection(api.database, {
      account: {
        balances: JSON.stringify([
          { type: 'openingBooked', amountMinor: '-150', currency: 'NOK', referenceDate: null },
          { type: 'closingBooked', amountMinor: '7', currency: 'JPY', referenceDate: '2026-01-31' },
        ]),
        balances_at: '2026-02-01T03:00:00Z',
      },
    });
    expect((await api.call('GET', `/api/v1/accounts/${accountId}/balances`, { key })).body).toEqual({
      account_id: accountId,
      checked_at: '2026-02-01T03:00:00.000Z',
      items: [
        { type: 'openingBooked', amount: '-1.50', currency: 'NOK', reference_date: null },
        { type: 'closingBooked', amount: '7', currency: 'JPY', reference_date: '2026-01-31' },
      ],
    });
    const never = await arrangeConnection(api.database);
    expect((await api.call('GET', `/api/v1/accounts/${never.accountId}/balances`, { key })).body).toMatchObject({
      checked_at: null,
      items: [],
    });
  });

  test('contract 3.2 coverage: what was read whole and what is a gap', async () => {
    const mine = await arrangeConnection(api.database);
    const runId = await arrangeRun(api.database, mine);
    for (const [from, to, state, reason] of [
      ['2026-01-01', '2026-01-31', 'complete', null],
      ['2026-02-01', '2026-02-10', 'gap', 'outside_history'],
      ['2026-02-11', '2026-02-20', 'complete_unverified', null],
    ])
      await api.database.admin(
        `insert into coverage (client_id, account_id, from_date, to_date, state, reason, run_id)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [mine.clientId, mine.accountId, from, to, state, reason, runId],
      );
    const ask = (query: string) => api.call('GET', `/api/v1/accounts/${mine.accountId}/coverage${query}`, { key });
    const first = await ask('?limit=2');
    expect(first.body['items']).toEqual([
      { from: '2026-01-01', to: '2026-01-31', state: 'complete', reason: null, sync_run_id: runId },
      { from: '2026-02-01', to: '2026-02-10', state: 'gap', reason: 'outside_history', sync_run_id: runId },
    ]);
    const rest = await ask(`?cursor=${String(first.body['next_cursor'])}`);
    expect(rest.body).toMatchObject({
      items: [expect.objectContaining({ from: '2026-02-11', state: 'complete_unverified' })],
      next_cursor: null,
    });
  });
});
