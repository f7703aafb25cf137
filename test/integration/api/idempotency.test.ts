import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { deleteExpiredIdempotencyKeys } from '../../../src/db/sql/idempotency/deleteExpiredIdempotencyKeys.ts';
import { acrossClients } from '../../../src/db/tenantScope.ts';
import { type ArrangedConnection, arrangeConnection, arrangeRun, arrangeTransaction } from './arrange.ts';
import { type Answer, openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
let mine: ArrangedConnection;
beforeAll(async () => {
  api = await openTestApi({ inlineWaitMs: 0 });
  key = await api.keyFor('all');
});
afterAll(() => api.close());
beforeEach(async () => {
  mine = await arrangeConnection(api.database);
  api.engine.bells.length = 0;
  api.engine.reachable = true;
});

const invoiceOf = (number: string) => ({
  external_id: number,
  kind: 'receivable',
  number,
  amount: '100.00',
  open_amount: '100.00',
  currency: 'NOK',
  issue_date: '2026-01-01',
  due_date: '2026-01-15',
  party: { id: 'K1', name: 'Kari Nordmann' },
  status: 'open',
});
interface Sent {
  readonly idempotencyKey: string;
  readonly key?: string;
  readonly user?: string;
  readonly number?: string;
  readonly clientId?: string;
}
const sendInvoice = ({ idempotencyKey, key: by = key, user, number = 'F1', clientId = mine.clientId }: Sent) =>
  api.call('POST', '/api/v1/invoices/batch', {
    key: by,
    body: { client_id: clientId, invoices: [invoiceOf(number)] },
    headers: { 'Idempotency-Key': idempotencyKey, ...(user === undefined ? {} : { 'Kontosync-User': user }) },
  });
const sync = (idempotencyKey: string, connectionId = mine.connectionId) =>
  api.call('POST', '/api/dnb/sync', {
    key,
    body: { connection_id: connectionId },
    headers: { 'Idempotency-Key': idempotencyKey },
  });
const told = ({ status, body }: Answer) => ({ status, code: body['code'] });
const isReplay = ({ headers }: Answer) => headers.get('idempotency-replayed') === 'true';
const requests = async (): Promise<number> => {
  const rows = await api.database.admin('select 1 from sync_requests where connection_id = $1', [mine.connectionId]);
  return rows.length;
};

describe('C-13 the same request', () => {
  test('C-13 is carried out once, and answered as the first time, byte for byte', async () => {
    const idempotencyKey = randomUUID();
    const first = await sendInvoice({ idempotencyKey });
    const second = await sendInvoice({ idempotencyKey });
    expect(first).toMatchObject({ status: 200, body: { created: 1, unchanged: 0 } });
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect([isReplay(first), isReplay(second)]).toEqual([false, true]);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
  });

  test('C-13 50 at once: one effect, the others get its answer or 409', async () => {
    const idempotencyKey = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => sync(idempotencyKey)));
    const worked = answers.filter(({ status }) => status !== 409);
    expect(new Set(worked.map(({ text }) => text)).size).toBe(1);
    expect(worked.filter((answer) => !isReplay(answer))).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(answer.body).toMatchObject({ code: 'idempotency_in_flight', retryable: true });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await requests()).toBe(1);
    expect(isReplay(await sync(idempotencyKey))).toBe(true);
  });

  test('C-13 the order of members is not content; another path, body or person is', async () => {
    const idempotencyKey = randomUUID();
    const send = (body: string) =>
      api.call('POST', '/api/dnb/sync', { key, body, headers: { 'Idempotency-Key': idempotencyKey } });
    const id = mine.connectionId;
    expect(isReplay(await send(`{"connection_id":"${id}","from_date":"2026-10-01"}`))).toBe(false);
    expect(isReplay(await send(`{ "from_date":"2026-10-01", "connection_id":"${id}" }`))).toBe(true);
    expect(told(await send(`{"connection_id":"${id}"}`))).toEqual({ status: 422, code: 'idempotency_key_reused' });

    const byPerson = randomUUID();
    await sendInvoice({ idempotencyKey: byPerson, user: 'anna' });
    expect(told(await sendInvoice({ idempotencyKey: byPerson, user: 'berit' }))).toEqual({
      status: 422,
      code: 'idempotency_key_reused',
    });

    const runId = await arrangeRun(api.database, mine);
    const rows = [
      await arrangeTransaction(api.database, { ...mine, runId }),
      await arrangeTransaction(api.database, { ...mine, runId }),
    ];
    const one = randomUUID();
    const ignore = (row: string | undefined) =>
      api.call('POST', `/api/v1/transactions/${row}/ignore`, { key, body: {}, headers: { 'Idempotency-Key': one } });
    expect((await ignore(rows[0])).status).toBe(200);
    expect(told(await ignore(rows[1]))).toEqual({ status: 422, code: 'idempotency_key_reused' });
  });

  test("C-13 a client's second key gets the answer too, another client and another route do not", async () => {
    const idempotencyKey = randomUUID();
    await sendInvoice({ idempotencyKey });
    expect(isReplay(await sendInvoice({ idempotencyKey, key: await api.keyFor([mine.clientId]) }))).toBe(true);
    const { clientId } = await arrangeConnection(api.database);
    expect(isReplay(await sendInvoice({ idempotencyKey, clientId }))).toBe(false);
    expect(isReplay(await sync(idempotencyKey))).toBe(false);
    // A foreign client's answer is out of reach, whatever the key.
    const stranger = await sendInvoice({ idempotencyKey, key: await api.keyFor([clientId]) });
    expect([told(stranger), isReplay(stranger)]).toEqual([{ status: 404, code: 'not_found' }, false]);
  });

  test("C-13 about no client: in the principal's own scope", async () => {
    const idempotencyKey = randomUUID();
    const syncAll = (by: string) =>
      api.call('POST', '/api/dnb/sync/all', { key: by, body: {}, headers: { 'Idempotency-Key': idempotencyKey } });
    const [a, b] = [await api.keyFor([mine.clientId]), await api.keyFor([mine.clientId])];
    expect((await syncAll(a)).body).toMatchObject({ triggered: 1 });
    expect((await syncAll(a)).body).toMatchObject({ triggered: 1 });
    expect((await syncAll(b)).body).toMatchObject({ triggered: 0 });
  });
});

describe('C-13 what is kept', () => {
  test('C-13 4xx: the refusal of the first time', async () => {
    const unknown = randomUUID();
    const idempotencyKey = randomUUID();
    const first = await sync(idempotencyKey, unknown);
    const second = await sync(idempotencyKey, unknown);
    expect(told(first)).toEqual({ status: 404, code: 'not_found' });
    expect([second.status, second.text, isReplay(second)]).toEqual([404, first.text, true]);
    expect(second.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  test('C-13 5xx is tried again', async () => {
    const idempotencyKey = randomUUID();
    api.engine.reachable = false;
    expect((await sync(idempotencyKey)).status).toBe(503);
    api.engine.reachable = true;
    const again = await sync(idempotencyKey);
    expect([again.status, isReplay(again)]).toEqual([202, false]);
  });

  test('C-13 a process that died holds the key for two minutes, then the request is carried out', async () => {
    const idempotencyKey = randomUUID();
    await sendInvoice({ idempotencyKey });
    await api.database.admin('update idempotency_keys set status = null, reply = null where client_id = $1', [
      mine.clientId,
    ]);
    expect(told(await sendInvoice({ idempotencyKey }))).toEqual({ status: 409, code: 'idempotency_in_flight' });
    await api.database.admin(
      `update idempotency_keys set begun_at = now() - interval '121 seconds' where client_id = $1`,
      [mine.clientId],
    );
    expect(told(await sendInvoice({ idempotencyKey, number: 'F2' }))).toMatchObject({ status: 422 });
    const again = await sendInvoice({ idempotencyKey });
    expect([again.status, isReplay(again), again.body['unchanged']]).toEqual([200, false, 1]);
    expect(isReplay(await sendInvoice({ idempotencyKey }))).toBe(true);
  });

  test('C-13 after a day it counts no more, and is deleted; nothing younger is', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    await sendInvoice({ idempotencyKey: old });
    await api.database.admin(`update idempotency_keys set expires_at = now() where client_id = $1`, [mine.clientId]);
    expect(isReplay(await sendInvoice({ idempotencyKey: old, number: 'F2' }))).toBe(false);
    await api.database.admin(`update idempotency_keys set expires_at = now() where client_id = $1`, [mine.clientId]);
    await sendInvoice({ idempotencyKey: young });
    await acrossClients(api.database.orm.em, deleteExpiredIdempotencyKeys);
    const rows = await api.database.admin('select status from idempotency_keys where client_id = $1', [mine.clientId]);
    expect(rows).toEqual([{ status: 200 }]);
  });

  test('A-2, C-1 no plain text of a reply or a key is in the database, and no reply of another row opens', async () => {
    const [idempotencyKey, other] = [randomUUID(), randomUUID()];
    const { text } = await sendInvoice({ idempotencyKey });
    await sendInvoice({ idempotencyKey: other });
    const [dump] = await api.database.admin<{ rows: string }>(
      `select string_agg(k::text || encode(k.reply, 'escape'), ' ') as rows from idempotency_keys k where client_id = $1`,
      [mine.clientId],
    );
    for (const secret of [idempotencyKey, text, 'success']) expect(dump?.rows).not.toContain(secret);
    await api.database.admin(
      `update idempotency_keys a set reply = b.reply from idempotency_keys b
       where a.client_id = $1 and b.client_id = $1 and a.key_sha256 <> b.key_sha256`,
      [mine.clientId],
    );
    expect((await sendInvoice({ idempotencyKey })).status).toBe(500);
  });
});
