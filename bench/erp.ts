/** What an ERP and its bank do: the bench speaks to both over HTTP only. */
import { z } from 'zod';
import { callJson } from './callJson.ts';
import type { Stage } from './stage.ts';

export interface OpenedAccount {
  /** The bank's id. */
  readonly id: string;
  readonly clientId: string;
}

/** An account at the bank with so many rows, spread over so many days, 50 on a page. */
export async function openAccount(
  { simulatorUrl }: Stage,
  { clientId, rows, days }: { readonly clientId: string; readonly rows: number; readonly days: number },
): Promise<OpenedAccount> {
  const { id } = await callJson({
    url: `${simulatorUrl}/control/accounts`,
    body: { rows, days, pageSize: 50 },
    answer: z.object({ id: z.string() }),
  });
  return { id, clientId };
}

/** What the bank holds. */
export const readTruth = ({ simulatorUrl }: Stage, accountId: string) =>
  callJson({
    url: `${simulatorUrl}/control/truth/${accountId}`,
    answer: z.object({ count: z.int(), sumMinor: z.string() }),
  });

export interface ConnectedAccount extends OpenedAccount {
  readonly connectionId: string;
  /** Epoch milliseconds: when connect, which asks for the first sync, was called. */
  readonly connectCalledAt: number;
}

/** The whole walk: initiate, the person's consent at the bank, callback, connect. Does not wait for the first sync. */
export async function connectAccount(
  stage: Stage,
  account: OpenedAccount,
  historyFrom?: string,
): Promise<ConnectedAccount> {
  const { apiUrl, simulatorUrl } = stage;
  const { clientId } = account;
  const begun = await callJson({
    url: `${apiUrl}/api/dnb/oauth/initiate`,
    headers: authorized(stage),
    body: { client_id: clientId },
    answer: z.object({ authorization_url: z.string(), state: z.string(), connection_id: z.string() }),
  });
  const { redirect_url: redirectUrl } = await callJson({
    url: `${simulatorUrl}/control/authorize`,
    body: { authorization_url: begun.authorization_url, decision: 'grant', accounts: [account.id] },
    answer: z.object({ redirect_url: z.string() }),
  });
  const { accounts } = await callJson({
    url: redirectUrl,
    answer: z.object({ accounts: z.tuple([z.object({ accountId: z.string() })]) }),
  });
  const connectCalledAt = Date.now();
  await callJson({
    url: `${apiUrl}/api/dnb/connect`,
    headers: { ...authorized(stage), prefer: 'respond-async' },
    body: {
      client_id: clientId,
      code: new URL(redirectUrl).searchParams.get('code'),
      state: begun.state,
      account_id: accounts[0].accountId,
      ...(historyFrom === undefined ? {} : { history_from: historyFrom }),
    },
    answer: z.object({ success: z.literal(true) }),
  });
  return { ...account, connectionId: begun.connection_id, connectCalledAt };
}

/** Asks for a sync of dates; the run goes on when this returns. */
export async function requestSync(stage: Stage, connectionId: string, fromDate: string): Promise<void> {
  await callJson({
    url: `${stage.apiUrl}/api/dnb/sync`,
    headers: { ...authorized(stage), prefer: 'respond-async' },
    body: { connection_id: connectionId, from_date: fromDate },
    answer: z.object({ success: z.literal(true) }),
  });
}

/** How many connections were triggered. */
export async function requestSyncAll(stage: Stage): Promise<number> {
  const { triggered } = await callJson({
    url: `${stage.apiUrl}/api/dnb/sync/all`,
    headers: authorized(stage),
    body: {},
    answer: z.object({ triggered: z.int() }),
  });
  return triggered;
}

const authorized = ({ key }: Stage): { readonly authorization: string } => ({ authorization: `Bearer ${key}` });
