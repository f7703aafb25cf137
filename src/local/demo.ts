import { z } from 'zod';
import { type BankRow, bankRow, demoInvoices } from './demoInvoices.ts';
import { createJsonClient, type JsonClient } from './jsonClient.ts';

export interface DemoInput {
  readonly apiUrl: string;
  readonly simulatorUrl: string;
  readonly key: string;
  readonly clientId: string;
  readonly signal: AbortSignal;
}

export interface DemoResult {
  readonly clientId: string;
  readonly connectionId: string;
  readonly accounts: number;
  readonly transactions: number;
  readonly newRows: number;
  readonly matched: number;
  readonly review: number;
  readonly unmatched: number;
  readonly openInvoices: number;
  readonly runStatus: string;
  readonly runUrl: string | null;
}

/** The address the demo's person is said to have (RFC 5737): present, so the bank gives its whole history. */
const demoClient = {
  name: 'Demo AS',
  locale: 'en',
  notification_emails: [],
  return_urls: [],
  matching: { mode: 'auto' },
};
const personHeaders = { 'PSU-IP-Address': '192.0.2.10' };

const connections = z.object({
  connections: z.array(z.object({ id: z.uuid(), status: z.string(), accounts: z.array(z.object({ id: z.uuid() })) })),
});
const initiated = z.object({ authorization_url: z.url(), connection_id: z.uuid() });
const granted = z.object({ redirect_url: z.url() });
const called = z.object({
  accounts: z.array(z.object({ accountId: z.string(), name: z.string().nullable() })),
  code: z.string().optional(),
});
const synced = z.object({ run_id: z.uuid().nullable(), status: z.string() });
const connected = z.object({ connection_id: z.uuid() }).extend({ ...synced.partial().shape });
const run = z.object({
  status: z.string(),
  counts: z.object({ new: z.int() }),
  temporal: z.object({ url: z.string().nullable() }),
});
const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

/**
 * Connects the demo client to the simulated bank as a person would (initiate, the bank's page, callback, connect), with
 * invoices that fit some of its payments; on a later start it syncs. Every step goes over HTTP, as an ERP's would.
 */
export async function runDemo(input: DemoInput): Promise<DemoResult> {
  const { clientId } = input;
  const api = createJsonClient(input.apiUrl, { authorization: `Bearer ${input.key}` }, input.signal);
  const present = await api.get(`/api/dnb/connections?client_id=${clientId}&limit=200`, connections).catch(() => null);
  const known = present?.connections.find(({ status }) => status === 'active' || status === 'expiring');
  const started = known === undefined ? await connect(api, input) : await sync(api, known.id);
  const finished = started.runId === null ? null : await waitForRun(api, started.runId, input.signal);
  return {
    clientId,
    connectionId: started.connectionId,
    ...(await count(api, clientId, started.connectionId)),
    ...summary(finished),
  };
}

interface Started {
  readonly connectionId: string;
  readonly runId: string | null;
}

async function connect(api: JsonClient, { simulatorUrl, clientId, signal }: DemoInput): Promise<Started> {
  const simulator = createJsonClient(simulatorUrl, {}, signal);
  await api.put(`/api/v1/clients/${clientId}`, demoClient, z.unknown());
  const { authorization_url } = await api.post(
    '/api/dnb/oauth/initiate',
    { client_id: clientId },
    initiated,
    personHeaders,
  );
  const decision = { authorization_url, decision: 'grant' };
  const { redirect_url } = await simulator.post('/control/authorize', decision, granted);
  const callback = new URL(redirect_url);
  const { accounts, code } = await api.get(`${callback.pathname}${callback.search}`, called);
  const [account] = accounts;
  if (account === undefined) throw new Error('the bank offered no account to the demo');

  const path = `/control/accounts/${encodeURIComponent(account.accountId)}/transactions`;
  const { transactions } = await simulator.get(path, z.object({ transactions: z.array(bankRow) }));
  await storeInvoices(api, clientId, transactions);

  const answer = await api.post(
    '/api/dnb/connect',
    {
      client_id: clientId,
      code: code ?? callback.searchParams.get('code'), // the bank's own, where its redirect brings one
      state: callback.searchParams.get('state'),
      account_id: account.accountId,
    },
    connected,
    personHeaders,
  );
  return { connectionId: answer.connection_id, runId: answer.run_id ?? null };
}

/** A little more than what the first sync reads, so that some invoices stay open. */
const invoiceDays = 100;

async function storeInvoices(api: JsonClient, clientId: string, rows: readonly BankRow[]): Promise<void> {
  const since = new Date(Date.now() - invoiceDays * 86_400_000).toISOString().slice(0, 10);
  await api.post('/api/v1/invoices/batch', { client_id: clientId, invoices: demoInvoices(rows, since) }, z.unknown());
}

async function sync(api: JsonClient, connectionId: string): Promise<Started> {
  const body = { connection_id: connectionId };
  const { run_id } = await api.post('/api/dnb/sync', body, synced, personHeaders);
  return { connectionId, runId: run_id };
}

const deadlineMs = 180_000;

async function waitForRun(api: JsonClient, runId: string, signal: AbortSignal): Promise<z.output<typeof run>> {
  for (const deadline = Date.now() + deadlineMs; ; ) {
    const found = await api.get(`/api/v1/sync-runs/${runId}`, run);
    if (found.status !== 'running' || Date.now() > deadline) return found;
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

const summary = (finished: z.output<typeof run> | null) => ({
  runStatus: finished?.status ?? 'waiting',
  newRows: finished?.counts.new ?? 0,
  runUrl: finished?.temporal.url ?? null,
});

const transactionStatus = z.object({ match_status: z.enum(['unmatched', 'review', 'matched', 'ignored']) });

async function count(api: JsonClient, clientId: string, connectionId: string) {
  const rows = await all(
    api,
    `/api/v1/transactions?client_id=${clientId}&connection_id=${connectionId}`,
    transactionStatus,
  );
  const invoices = await all(api, `/api/v1/invoices?client_id=${clientId}`, z.object({ residual: z.string() }));
  const accounts = await all(api, `/api/v1/accounts?client_id=${clientId}`, z.object({ id: z.uuid() }));
  const of = (status: string): number => rows.filter(({ match_status }) => match_status === status).length;
  return {
    accounts: accounts.length,
    transactions: rows.length,
    matched: of('matched'),
    review: of('review'),
    unmatched: of('unmatched'),
    openInvoices: invoices.filter(({ residual }) => Number(residual) > 0).length,
  };
}

async function all<Item extends z.ZodType>(api: JsonClient, path: string, item: Item): Promise<z.output<Item>[]> {
  const items: z.output<Item>[] = [];
  for (let cursor: string | null = null; ; ) {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { items: some, next_cursor } = await api.get(`${path}&limit=200${more}`, page(item));
    items.push(...some);
    if (next_cursor === null) return items;
    cursor = next_cursor;
  }
}
