import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { addAuditEntries } from '../../../src/db/sql/effects/addAuditEntries.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { arrangeConnection } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

const pageShape = z.object({
  items: z.array(z.looseObject({ id: z.string(), kind: z.string(), action: z.string() })),
  next_cursor: z.string().nullable(),
  chain: z.record(z.string(), z.unknown()),
});

let api: TestApi;
let key: string;
let clientId: string;
const subjectId = randomUUIDv7();

beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
  ({ clientId } = await arrangeConnection(api.database));
  const write = (...records: Parameters<typeof addAuditEntries>[2]) =>
    withClient(api.database.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
      addAuditEntries(em, clientId, records),
    );
  await write({ kind: 'api_call', actor: 'key-1', action: 'oauth.initiate', subjectId, data: { attempt: 1 } });
  // Of one transaction, so of one instant: the id decides among them.
  await write(
    { kind: 'bank_call', actor: 'bank', action: 'transactions', subjectId, data: { status: 200, attended: false } },
    { kind: 'bank_call', actor: 'bank', action: 'balances', subjectId, data: { status: 503, code: null } },
    { kind: 'change', actor: 'workflow', action: 'sync.end', subjectId: null },
  );
});
afterAll(() => api.close());

const list = async (query = ''): Promise<z.output<typeof pageShape>> => {
  const { status, body } = await api.call('GET', `/api/v1/audit?client_id=${clientId}${query}`, { key });
  expect(status).toBe(200);
  return pageShape.parse(body);
};
/** Without what tells that the trail was read, by the lists of this file itself. */
const actions = async (query: string): Promise<string[]> =>
  (await list(query)).items.map(({ action }) => action).filter((action) => action !== 'audit.read');

describe('GET /api/v1/audit (C-19)', () => {
  test('contract 3.2 every member of an entry', async () => {
    expect((await list('&kind=api_call')).items).toEqual([
      {
        id: expect.any(String),
        kind: 'api_call',
        actor: 'key-1',
        action: 'oauth.initiate',
        subject_id: subjectId,
        data: { attempt: 1 },
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    ]);
    expect((await list('&kind=change')).items).toMatchObject([{ subject_id: null, data: {} }]);
  });

  test.each([
    ['change', ['sync.end']],
    ['api_call', ['oauth.initiate']],
    ['bank_call', ['balances', 'transactions']],
  ])('contract 3.2 kind %s', async (kind, expected) => {
    expect(await actions(`&kind=${kind}`)).toEqual(expected);
  });

  test('C-14 newest first, each once, whatever comes meanwhile', async () => {
    const whole = await actions('');
    expect(whole.at(-1)).toBe('oauth.initiate');
    expect(new Set(whole.slice(0, 3))).toEqual(new Set(['sync.end', 'balances', 'transactions']));
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await list(`&limit=1${cursor}`);
      seen.push(...page.items.map(({ action }) => action));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
      if (seen.length === 1)
        await api.call('PATCH', `/api/v1/accounts/${await anAccount()}`, { key, body: { sync_enabled: true } });
    }
    expect(seen.filter((action) => action !== 'audit.read')).toEqual(whole);
    expect(await actions('&kind=change&limit=1')).toEqual(['account.settings']);
  });

  test('contract 3 the person behind a write is kept in the trail', async () => {
    await api.call('PATCH', `/api/v1/accounts/${await anAccount()}`, {
      key,
      body: { external_id: '1920' },
      headers: { 'Kontosync-User': 'anna' },
    });
    const { items } = await list('&kind=change&limit=1');
    expect(items).toMatchObject([{ action: 'account.settings', data: { user: 'anna' } }]);
  });

  test('C-19 who read the trail stands in it, once for a reading', async () => {
    const before = (await list()).items.filter(({ action }) => action === 'audit.read').length;
    const first = await list('&limit=1');
    await list(`&limit=1&cursor=${first.next_cursor}`);
    const reads = (await list()).items.filter(({ action }) => action === 'audit.read');
    expect(reads).toHaveLength(before + 2);
    expect(reads[0]).toMatchObject({ kind: 'api_call', data: { kind: null } });
  });

  test('C-19 it says that the chain holds, and names the entry where it does not', async () => {
    const { chain, items } = await list();
    expect(chain).toEqual({
      verified: true,
      entries: items.length,
      checked_through: items.length,
      whole_checked_at: null,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
      broken_entry_id: null,
      broken_because: null,
    });
    const tampered = items.at(-1)?.id ?? '';
    await api.database.admin('alter table audit_entries disable trigger audit_entries_append_only');
    await api.database.admin(`update audit_entries set actor = 'key-2' where id = $1`, [tampered]);
    await api.database.admin('alter table audit_entries enable trigger audit_entries_append_only');
    expect((await list()).chain).toMatchObject({
      verified: false,
      checked_through: 0,
      broken_entry_id: tampered,
      broken_because: 'altered',
    });
  });

  test('C-11 an unknown kind is refused', async () => {
    const answer = await api.call('GET', `/api/v1/audit?client_id=${clientId}&kind=secret`, { key });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request', errors: [{ path: 'kind' }] } });
  });

  test('C-4 a client sees its own trail only', async () => {
    const other = await arrangeConnection(api.database);
    expect(await api.call('GET', `/api/v1/audit?client_id=${other.clientId}`, { key })).toMatchObject({
      status: 200,
      body: { items: [], next_cursor: null },
    });
    const theirKey = await api.keyFor([other.clientId], ['audit:read']);
    expect(await api.call('GET', `/api/v1/audit?client_id=${clientId}`, { key: theirKey })).toMatchObject({
      status: 404,
    });
  });
});

const anAccount = async (): Promise<string> => {
  const [row] = await api.database.admin<{ id: string }>('select id from bank_accounts where client_id = $1', [
    clientId,
  ]);
  return row?.id ?? '';
};
