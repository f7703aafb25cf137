import { expect } from '@jest/globals';
import { z } from 'zod';
import { type Answer, openTestApi, type TestApi } from '../api/openTestApi.ts';

export type Item = Readonly<Record<string, unknown>>;

/** An open receivable of 1,250.00 NOK as the ERP sends it. */
export const invoice = (external_id: string, change: Item = {}): Item => ({
  external_id,
  kind: 'receivable',
  number: external_id,
  amount: '1250.00',
  open_amount: '1250.00',
  currency: 'NOK',
  issue_date: '2026-01-01',
  due_date: '2026-01-15',
  party: { id: 'K1', name: 'Kunde AS' },
  status: 'open',
  ...change,
});

/** The answer of a batch without errors. */
export const counts = (created: number, updated: number, unchanged: number) => ({
  success: true,
  created,
  updated,
  unchanged,
  errors: [],
});

const listShape = z.object({
  items: z.array(z.looseObject({ external_id: z.string() })),
  next_cursor: z.string().nullable(),
});

export interface InvoiceApi extends TestApi {
  readonly key: string;
  send(clientId: string, invoices: readonly unknown[]): Promise<Answer>;
  list(query: string): Promise<z.output<typeof listShape>>;
  matches(query: string): Promise<unknown>;
}

export async function openInvoiceApi(): Promise<InvoiceApi> {
  const api = await openTestApi();
  const key = await api.keyFor('all');
  const get = async (path: string): Promise<Answer['body']> => {
    const { status, body } = await api.call('GET', path, { key });
    expect(status).toBe(200);
    return body;
  };
  return {
    ...api,
    key,
    send: (client_id, invoices) => api.call('POST', '/api/v1/invoices/batch', { key, body: { client_id, invoices } }),
    list: async (query) => listShape.parse(await get(`/api/v1/invoices?${query}`)),
    matches: async (query) => (await get(`/api/v1/matches?${query}`))['items'],
  };
}
