import type { Request, RequestHandler, Response } from 'express';
import { bankCall, type CallRecord } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import { searchOf } from '../oauth/authorize.ts';
import { accountShape, type ListedAccount } from './accounts.ts';
import { type AuthorizedCall, authorizeCall, grantedAccount } from './authorizeCall.ts';
import { balancesShape } from './balances.ts';
import { countRead, isFollowUpPage } from './countRead.ts';
import { answerRead, beginRead, type FirstPage, strikeLedger } from './readsUnderFaults.ts';
import { accessExceeded, sendTppError, type TppError } from './tppError.ts';
import { transactionsShape } from './transactions.ts';
import { readQuery, unknownPage } from './transactionsQuery.ts';

type DataEndpoint = 'accounts' | 'card-accounts' | 'balances' | 'transactions';

type Answer =
  | { readonly ok: true; readonly body: unknown; readonly rows?: number }
  | { readonly ok: false; readonly error: TppError };

/** `GET /v1/accounts` */
export const getAccounts = (context: SimulatorContext): RequestHandler =>
  dataCall(context, 'accounts', (_request, { consent }) => {
    const { bank } = context;
    const granted = consent.accountIds.map((id) => bank.account(id)).filter((account) => account !== undefined);
    const listed: readonly ListedAccount[] = granted.map(accountShape);
    const struck = context.faults.striking('accounts', 'accounts', null);
    return { ok: true, body: { accounts: struck.reduce((list, { strike }) => strike(list), listed) } };
  });

/** `GET /v1/card-accounts`: nobody at this bank has a card account. */
export const getCardAccounts = (context: SimulatorContext): RequestHandler =>
  dataCall(context, 'card-accounts', () => ({ ok: true, body: { cardAccounts: [] } }));

/** `GET /v1/accounts/{bban}/balances` */
export const getBalances = (context: SimulatorContext): RequestHandler =>
  dataCall(context, 'balances', (request, { consent }) => {
    const account = grantedAccount(context, consent, accountIn(request) ?? '');
    if (!account.ok) return account;
    return { ok: true, body: balancesShape(account.value, context.bank.today()) };
  });

/** `GET /v1/accounts/{bban}/transactions` */
export const getTransactions = (context: SimulatorContext): RequestHandler =>
  dataCall(context, 'transactions', (request, { consent, attended }, record) => {
    const { bank, settings, reads } = context;
    const account = grantedAccount(context, consent, accountIn(request) ?? '');
    if (!account.ok) return account;
    const today = bank.today();
    const query = readQuery(searchOf(request), today, attended);
    if (!query.ok) return query;
    const { key } = query.value;
    if (key?.kind === 'read') {
      const read = reads.get(key.readId);
      const isIts = read !== undefined && read.read.account.id === account.value.id;
      return isIts ? answerRead(read, key.index, originOf(request)) : { ok: false, error: unknownPage };
    }
    const pageSize = account.value.pageSize ?? settings.pageSize;
    if (key === null) {
      const first: FirstPage = { account: account.value, query: query.value, consentId: consent.id, pageSize };
      strikeLedger(context, first, record);
      const read = beginRead(context, first, record);
      if (read !== null) return answerRead(read, 0, originOf(request));
    }
    const body = transactionsShape(account.value, query.value, key?.place ?? null, today, pageSize);
    return { ok: true, body, rows: body.transactions.booked.length };
  });

/** A call with a bearer: the caller is checked, unattended reads are counted where the bank does so. */
function dataCall(
  context: SimulatorContext,
  endpoint: DataEndpoint,
  answer: (request: Request, call: AuthorizedCall, record: CallRecord) => Answer,
): RequestHandler {
  return bankCall(context, endpoint, async (request, response, record) => {
    const requestId = request.get('x-request-id');
    if (requestId !== undefined) response.set('X-Request-ID', requestId);
    const authorized = authorizeCall(context, request);
    if (!authorized.ok) return sendTppError(response, request.path, authorized.error);
    const call = authorized.value;
    if (!hasReadLeft(context, request, call, record)) return sendTppError(response, request.path, accessExceeded);
    send(response, request, answer(request, call, record), record);
  });
}

function send(response: Response, request: Request, answer: Answer, record: CallRecord): void {
  if (!answer.ok) return sendTppError(response, request.path, answer.error);
  record.rows = answer.rows ?? 0;
  response.json(answer.body);
}

/** Follow-up pages belong to the read of the first (bank D). */
function hasReadLeft(
  context: SimulatorContext,
  request: Request,
  { consent, attended }: AuthorizedCall,
  record: CallRecord,
): boolean {
  if (!context.settings.countUnattendedReads || attended || isFollowUpPage(request)) return true;
  return countRead(context, record, consent.id);
}

const originOf = ({ protocol, host }: Request): string => `${protocol}://${host}`;

const accountIn = (request: Request): string | null => {
  const { bban } = request.params;
  return typeof bban === 'string' ? bban : null;
};
