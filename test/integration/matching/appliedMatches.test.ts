import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ArrangedConnection,
  arrangeClient,
  arrangeConnection,
  arrangeMatch,
  arrangeRun,
  arrangeTransaction,
} from '../api/arrange.ts';
import { counts, type InvoiceApi, type Item, invoice, openInvoiceApi } from './invoiceApi.ts';

let api: InvoiceApi;
beforeAll(async () => {
  api = await openInvoiceApi();
});
afterAll(() => api.close());

interface ArrangedMatch extends ArrangedConnection {
  readonly transactionId: string;
  readonly matchId: string;
}

/** A match of 100.00 with invoice F1, whose open amount the ERP has not lowered yet. */
async function arrange(): Promise<ArrangedMatch> {
  const mine = await arrangeConnection(api.database);
  const runId = await arrangeRun(api.database, mine);
  const transactionId = await arrangeTransaction(api.database, { ...mine, runId }, { match_status: 'matched' });
  const matchId = await arrangeMatch(api.database, { ...mine, transactionId }, [['F1', '10000']]);
  return { ...mine, transactionId, matchId };
}
const applied = (change: Item): Item => invoice('F1', { amount: '100.00', open_amount: '100.00', ...change });

describe('contract 4 applied_match_ids', () => {
  test('a named match is posted and no longer lowers the residual', async () => {
    const { clientId, matchId } = await arrange();
    expect((await api.list(`client_id=${clientId}`)).items).toMatchObject([
      { open_amount: '100.00', residual: '0.00' },
    ]);
    // Ids are compared as ids: RFC 9562 has them in either case.
    const change = { open_amount: '30.00', applied_match_ids: [matchId.toUpperCase()] };
    expect((await api.send(clientId, [applied(change)])).body).toEqual(counts(0, 1, 0));
    expect((await api.list(`client_id=${clientId}`)).items).toMatchObject([
      { open_amount: '30.00', residual: '30.00' },
    ]);
    expect(await api.matches(`client_id=${clientId}`)).toMatchObject([{ id: matchId, posting_status: 'posted' }]);
  });

  test('D-1 the feed of changes tells that a match was posted', async () => {
    const { clientId, transactionId, matchId } = await arrange();
    await api.send(clientId, [applied({ open_amount: '0.00', status: 'closed', applied_match_ids: [matchId] })]);
    const { body } = await api.call('GET', `/api/v1/transactions/changes?client_id=${clientId}`, { key: api.key });
    expect(body['items']).toMatchObject([
      { change: 'match_changed', transaction: { id: transactionId, matches: [{ posting_status: 'posted' }] } },
    ]);
  });

  test('a lower version posts nothing', async () => {
    const { clientId, matchId } = await arrange();
    await api.send(clientId, [applied({ open_amount: '100.00', version: 2 })]);
    await api.send(clientId, [applied({ open_amount: '0.00', version: 1, applied_match_ids: [matchId] })]);
    expect(await api.matches(`client_id=${clientId}`)).toMatchObject([{ posting_status: 'unposted' }]);
  });

  test('a match of another invoice stays as it is', async () => {
    const { clientId, matchId } = await arrange();
    await api.send(clientId, [invoice('F2', { applied_match_ids: [matchId] })]);
    expect(await api.matches(`client_id=${clientId}`)).toMatchObject([{ posting_status: 'unposted' }]);
  });

  test('an undone match stays undone', async () => {
    const { clientId, matchId } = await arrange();
    await api.database.admin(`update matches set state = 'undone', undone_at = now() where id = $1`, [matchId]);
    await api.send(clientId, [applied({ applied_match_ids: [matchId] })]);
    expect(await api.matches(`client_id=${clientId}`)).toMatchObject([{ state: 'undone', posting_status: 'posted' }]);
  });

  test("C-5 another client's match stays as it is", async () => {
    const theirs = await arrange();
    const mine = await arrangeClient(api.database);
    expect((await api.send(mine, [applied({ applied_match_ids: [theirs.matchId] })])).body).toEqual(counts(1, 0, 0));
    expect(await api.matches(`client_id=${theirs.clientId}`)).toMatchObject([{ posting_status: 'unposted' }]);
  });

  test('GET /api/v1/matches finds by row, invoice and posting', async () => {
    const { clientId, transactionId, matchId } = await arrange();
    const item = {
      id: matchId,
      transaction_id: transactionId,
      evidence_class: 'kid',
      posting_status: 'unposted',
      allocations: [{ external_id: 'F1', amount: '100.00' }],
    };
    const hits = [`transaction_id=${transactionId}`, 'external_id=F1', 'posting_status=unposted'];
    for (const query of hits) expect(await api.matches(`client_id=${clientId}&${query}`)).toMatchObject([item]);
    for (const query of [`transaction_id=${randomUUID()}`, 'external_id=F2', 'posting_status=posted'])
      expect(await api.matches(`client_id=${clientId}&${query}`)).toEqual([]);
  });
});
