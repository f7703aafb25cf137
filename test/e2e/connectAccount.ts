import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { NewBankAccount } from './bankControl.ts';
import type { Answer } from './caller.ts';
import type { World } from './world.ts';

const initiatedShape = z.object({ authorization_url: z.url(), state: z.string(), connection_id: z.uuid() });

export interface Connected {
  readonly clientId: string;
  readonly connectionId: string;
  /** The bank's. */
  readonly account: string;
  /** What connect answered, its first sync included. */
  readonly answer: Answer;
}

export interface ConnectOptions extends Partial<NewBankAccount> {
  readonly clientId?: string;
  /** One that is there already; else one is opened. */
  readonly account?: string;
  /** connect answers without waiting for the first sync. */
  readonly async?: boolean;
}

/** An answer that must have gone well. */
export function accepted<T>(shape: z.ZodType<T>, { status, body }: Answer): T {
  if (status >= 300) throw new Error(`${status}: ${String(body['code'])} ${String(body['detail'])}`);
  return shape.parse(body);
}

/** initiate → the bank's page → callback → connect, with the first sync; nobody is present, as the ERP says nothing. */
export async function connectAccount({ erp, bank }: World, options: ConnectOptions = {}): Promise<Connected> {
  const { clientId = randomUUID(), rows = 60, days = 80, pageSize } = options;
  const account =
    options.account ?? (await bank.openAccount({ rows, days, ...(pageSize === undefined ? {} : { pageSize }) }));
  const initiated = accepted(
    initiatedShape,
    await erp.call('POST', '/api/dnb/oauth/initiate', { body: { client_id: clientId } }),
  );
  const query = await bank.authorize(initiated.authorization_url, account);
  const callback = await erp.call('GET', `/api/dnb/oauth/callback?${query.toString()}`, {
    headers: { accept: 'application/json' },
  });
  accepted(z.object({ connection_id: z.literal(initiated.connection_id) }), callback);
  const answer = await erp.call('POST', '/api/dnb/connect', {
    body: { client_id: clientId, code: query.get('code'), state: initiated.state, account_id: account },
    headers: options.async === true ? { prefer: 'respond-async' } : {},
  });
  accepted(z.unknown(), answer);
  return { clientId, connectionId: initiated.connection_id, account, answer };
}

const countsShape = z.object({ fetched: z.int(), new: z.int(), duplicates: z.int(), errors: z.int() });
export const syncedShape = z.object({
  sync_result: countsShape,
  run_id: z.uuid(),
  status: z.string(),
  empty_reason: z.string().nullable(),
});

/** POST /api/dnb/sync, and its end. */
export const syncNow = async ({ erp }: World, connectionId: string): Promise<z.output<typeof syncedShape>> =>
  accepted(syncedShape, await erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } }));
