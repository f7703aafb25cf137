import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { arrangeClient } from '../api/arrange.ts';
import { counts, type InvoiceApi, type Item, invoice, openInvoiceApi } from './invoiceApi.ts';

let api: InvoiceApi;
beforeAll(async () => {
  api = await openInvoiceApi();
});
afterAll(() => api.close());

const withVersion = (version: number | undefined): Item => (version === undefined ? {} : { version });

describe('contract 3.2 POST /api/v1/invoices/batch', () => {
  test('it makes the client, upserts by external_id, counts and rings for matching', async () => {
    const client = randomUUID();
    const first = await api.send(client, [invoice('F1'), invoice('F2')]);
    expect({ status: first.status, body: first.body }).toEqual({ status: 200, body: counts(2, 0, 0) });
    expect(api.engine.matchings).toContain(client);
    const second = await api.send(client, [invoice('F1'), invoice('F2', { open_amount: '250.00' }), invoice('F3')]);
    expect(second.body).toEqual(counts(1, 1, 1));
    const { items } = await api.list(`client_id=${client}`);
    expect(Object.fromEntries(items.map(({ external_id, open_amount }) => [external_id, open_amount]))).toEqual({
      F1: '1250.00',
      F2: '250.00',
      F3: '1250.00',
    });
  });

  test('contract 4 every member, as it was sent', async () => {
    const client = await arrangeClient(api.database);
    const sent = invoice('F1', {
      kind: 'credit_note',
      side: 'payable',
      kid: '1000103-',
      amount: '1000',
      open_amount: '10',
      currency: 'JPY',
      party: { id: 'K1', name: 'Kunde AS', account: '12345678903', org_number: '923609016', aliases: ['KUNDE'] },
      version: 7,
    });
    expect((await api.send(client, [sent])).body).toEqual(counts(1, 0, 0));
    const [item] = (await api.list(`client_id=${client}`)).items;
    expect(item).toMatchObject({ ...sent, residual: '10' });
  });

  test('C-11 a bad item costs no good one, and the answer says which and why', async () => {
    const client = await arrangeClient(api.database);
    const cases: readonly (readonly [Item, RegExp])[] = [
      [invoice('B0', { amount: '12,50' }), /amount/],
      [invoice('B1', { amount: '-1.00' }), /amount/],
      [invoice('B2', { amount: '0.00' }), /amount/],
      [invoice('B3', { amount: '1.005' }), /amount/],
      [invoice('B4', { open_amount: '-1.00' }), /open_amount/],
      [invoice('B5', { currency: 'kroner' }), /currency/],
      [invoice('B6', { issue_date: '2026-02-30' }), /issue_date/],
      [invoice('B7', { kid: '12A' }), /kid/],
      [invoice('B8', { kind: 'receipt' }), /kind/],
      [invoice('B9', { side: 'payable' }), /side/],
      [invoice('B10', { status: 'closed' }), /open_amount/],
      [invoice('B11', { surprise: true }), /surprise/],
      [invoice('B12', { number: '' }), /number/],
      [invoice('B13', { party: { id: 'K1' } }), /party/],
      [invoice('B14', { version: -1 }), /version/],
      [invoice('B15', { applied_match_ids: ['x'] }), /applied_match_ids/],
      [invoice('B16', { number: 'a\u0000b' }), /number/],
      [invoice('B17', { party: { id: 'K1', name: 'half \ud800' } }), /party/],
      [invoice('B18', { amount: 12.5 }), /amount/],
    ];
    const items = [invoice('G1'), ...cases.map(([item]) => item), 'no object', null, invoice('G2')];
    const { status, body } = await api.send(client, items);
    expect(status).toBe(200);
    const errors = z
      .array(z.object({ index: z.int(), external_id: z.string().nullable(), message: z.string() }))
      .parse(body['errors']);
    expect(errors.map(({ index, external_id }) => [index, external_id])).toEqual([
      ...cases.map(([item], index) => [index + 1, item['external_id']]),
      [cases.length + 1, null],
      [cases.length + 2, null],
    ]);
    for (const [index, [, message]] of cases.entries()) expect(errors[index]?.message).toMatch(message);
    expect(body).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
    expect((await api.list(`client_id=${client}`)).items.map(({ external_id }) => external_id).toSorted()).toEqual([
      'G1',
      'G2',
    ]);
  });

  test('the second of one external_id in a batch is an error', async () => {
    const client = await arrangeClient(api.database);
    const { body } = await api.send(client, [invoice('F1'), invoice('F1', { amount: '1.00' })]);
    expect(body).toMatchObject({ created: 1, errors: [{ index: 1, external_id: 'F1' }] });
    expect((await api.list(`client_id=${client}`)).items).toMatchObject([{ amount: '1250.00' }]);
  });

  test('a KID whose check digit is wrong is stored: it proves nothing (matching 2)', async () => {
    const client = await arrangeClient(api.database);
    expect((await api.send(client, [invoice('F1', { kid: ' 234 5677 ' })])).body).toEqual(counts(1, 0, 0));
    expect((await api.list(`client_id=${client}`)).items).toMatchObject([{ kid: '2345677' }]);
  });

  const versions: readonly (readonly [string, number | undefined, number | undefined, boolean])[] = [
    ['higher', 4, 5, true],
    ['equal', 5, 5, true],
    ['lower', 5, 4, false],
    ['none after one', 5, undefined, true],
    ['one after none', undefined, 1, true],
  ];
  test.each(versions)('contract 4 version: %s', async (_name, stored, sent, takes) => {
    const client = await arrangeClient(api.database);
    await api.send(client, [invoice('F1', withVersion(stored))]);
    const { body } = await api.send(client, [invoice('F1', { ...withVersion(sent), open_amount: '1.00' })]);
    expect(body).toEqual(takes ? counts(0, 1, 0) : counts(0, 0, 1));
    expect((await api.list(`client_id=${client}`)).items).toMatchObject([{ open_amount: takes ? '1.00' : '1250.00' }]);
  });

  test('contract 4 a version is not forgotten by an item that has none', async () => {
    const client = await arrangeClient(api.database);
    await api.send(client, [invoice('F1', { version: 5 })]);
    await api.send(client, [invoice('F1', { open_amount: '2.00' })]);
    expect((await api.send(client, [invoice('F1', { version: 4, open_amount: '1.00' })])).body).toEqual(
      counts(0, 0, 1),
    );
  });

  test('C-10 more than 5,000 are refused, and nothing is stored', async () => {
    const client = await arrangeClient(api.database);
    const { status } = await api.send(
      client,
      Array.from({ length: 5_001 }, (_, index) => invoice(`F${index}`)),
    );
    expect(status).toBe(422);
    expect((await api.list(`client_id=${client}`)).items).toEqual([]);
  });

  test('5,000 at once: stored, then the same again', async () => {
    const client = await arrangeClient(api.database);
    const aliases = Array.from({ length: 5 }, (_, index) => `Kunde ${index}`);
    const items = Array.from({ length: 5_000 }, (_, index) =>
      invoice(`F${index}`, { kid: String(1_000_000 + index), party: { id: 'K', name: 'Kunde AS', aliases } }),
    );
    const began = performance.now();
    expect((await api.send(client, items)).body).toEqual(counts(5_000, 0, 0));
    const stored = performance.now();
    expect((await api.send(client, items)).body).toEqual(counts(0, 0, 5_000));
    const again = performance.now();
    process.stdout.write(
      `5,000 invoices: ${Math.round(stored - began)} ms; unchanged: ${Math.round(again - stored)} ms\n`,
    );
  });

  test('batches at the same time, in different orders, all answer', async () => {
    const client = randomUUID();
    const items = Array.from({ length: 300 }, (_, index) => index);
    const batches = [items, items.toReversed(), items, items.toReversed()].map((order, round) =>
      api.send(
        client,
        order.map((index) => invoice(`F${index}`, { open_amount: `${round + 1}.00` })),
      ),
    );
    expect((await Promise.all(batches)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await api.list(`client_id=${client}&limit=200`)).items).toHaveLength(200);
  });
});

test('contract 3.2 POST /api/v1/matching/run rings and answers 202', async () => {
  const client_id = await arrangeClient(api.database);
  const { status } = await api.call('POST', '/api/v1/matching/run', { key: api.key, body: { client_id } });
  expect(status).toBe(202);
  expect(api.engine.matchings.filter((rung) => rung === client_id)).toHaveLength(1);
});

test('F4 stored invoices are not lost when the engine is away: the call is to be repeated', async () => {
  const client = await arrangeClient(api.database);
  api.engine.reachable = false;
  const away = await api.send(client, [invoice('F1')]);
  api.engine.reachable = true;
  expect({ status: away.status, code: away.body['code'] }).toEqual({ status: 503, code: 'engine_unavailable' });
  expect((await api.send(client, [invoice('F1')])).status).toBe(200);
  expect(api.engine.matchings).toContain(client);
});

test('C-11 a query that nothing can be named by finds nothing and breaks nothing', async () => {
  const client = await arrangeClient(api.database);
  const { status } = await api.call('GET', `/api/v1/matches?client_id=${client}&external_id=%00`, { key: api.key });
  expect(status).toBe(422);
});

test('C-14 a list of invoices goes on behind its last one', async () => {
  const client = await arrangeClient(api.database);
  await api.send(
    client,
    Array.from({ length: 5 }, (_, index) => invoice(`F${index}`)),
  );
  await api.send(client, [invoice('F9', { status: 'closed', open_amount: '0' })]);
  const first = await api.list(`client_id=${client}&limit=3`);
  const rest = await api.list(`client_id=${client}&limit=3&cursor=${first.next_cursor}`);
  expect([...first.items, ...rest.items].map(({ external_id }) => external_id).toSorted()).toEqual([
    'F0',
    'F1',
    'F2',
    'F3',
    'F4',
  ]);
  expect(rest.next_cursor).toBeNull();
  expect((await api.list(`client_id=${client}&status=closed`)).items).toMatchObject([{ external_id: 'F9' }]);
});
