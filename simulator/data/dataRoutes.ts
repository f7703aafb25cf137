import type { Request, RequestHandler, Response } from 'express';
import { bankCall, type CallRecord } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import { searchOf } from '../oauth/authorize.ts';
import { accountShape } from './accounts.ts';
import { type AuthorizedCall, authorizeCall, grantedAccount } from './authorizeCall.ts';
import { balancesShape } from './balances.ts';
import { sendTppError, type TppError } from './tppError.ts';
import { readQuery, transactionsShape } from './transactions.ts';

type DataEndpoint = 'accounts' | 'balances' | 'transactions';

const accessExceeded: TppError = {
  status: 429,
  code: 'ACCESS_EXCEEDED',
  text: 'The number of reads without a person present is used up for today.',
};

type Answer =
  | { readonly ok: true; readonly body: unknown; readonly rows?: number }
  | { readonly ok: false; readonly error: TppError };

/** `GET /v1/accounts` */
export const getAccounts = (context: SimulatorContext): RequestHandler =>
  dataCall(context, 'accounts', (_request, { consent }) => {
    const { bank } = context;
    const granted = consent.accountIds.map((id) => bank.account(id)).filter((account) => account !== undefined);
    return { ok: true, body: { accounts: granted.map(accountShape) } };
  });

/** `GET /v1/accounts/{bban}/balances` */
export const getBalances = (context: SimulatorContext): RequestHandler =>
  dataCall(context, 'balances', (request, { consent }) => {
    const account = grantedAccount(context, consent, accountIn(request) ?? '');
    if (!account.ok) return account;
    return { ok: true, body: balancesShape(account.value, context.bank.today()) };
  });

/** `GET /v1/accounts/{bban}/transactions` */
export const getTransactions = (context: SimulatorContext): RequestHandler =>
  dataCall(context, 'transactions', (request, { consent, attended }) => {
    const { bank, settings } = context;
    const account = grantedAccount(context, consent, accountIn(request) ?? '');
    if (!account.ok) return account;
    const today = bank.today();
    const query = readQuery(searchOf(request), today, attended);
    if (!query.ok) return query;
    const body = transactionsShape(account.value, query.value, today, account.value.pageSize ?? settings.pageSize);
    return { ok: true, body, rows: body.transactions.booked.length };
  });

/** A call with a bearer: the caller is checked, unattended reads are counted where the bank does so. */
function dataCall(
  context: SimulatorContext,
  endpoint: DataEndpoint,
  answer: (request: Request, call: AuthorizedCall) => Answer,
): RequestHandler {
  return bankCall(context, endpoint, async (request, response, record) => {
    const requestId = request.get('x-request-id');
    if (requestId !== undefined) response.set('X-Request-ID', requestId);
    const authorized = authorizeCall(context, request);
    if (!authorized.ok) return sendTppError(response, request.path, authorized.error);
    const call = authorized.value;
    if (!hasReadLeft(context, endpoint, request, call, record))
      return sendTppError(response, request.path, accessExceeded);
    send(response, request, answer(request, call), record);
  });
}

function send(response: Response, request: Request, answer: Answer, record: CallRecord): void {
  if (!answer.ok) return sendTppError(response, request.path, answer.error);
  record.rows = answer.rows ?? 0;
  response.json(answer.body);
}

/** Follow-up pages belong to the read of the first (bank D). */
function hasReadLeft(
  { settings, unattendedReads, bank }: SimulatorContext,
  endpoint: DataEndpoint,
  request: Request,
  { consent, attended }: AuthorizedCall,
  record: CallRecord,
): boolean {
  if (!settings.countUnattendedReads || attended || searchOf(request).has('pageId')) return true;
  const account = accountIn(request) ?? '';
  record.counted = unattendedReads.count({ today: bank.today(), consentId: consent.id, endpoint, account });
  return record.counted;
}

const accountIn = (request: Request): string | null => {
  const { bban } = request.params;
  return typeof bban === 'string' ? bban : null;
};
