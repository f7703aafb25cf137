import express, { type RequestHandler, type Router } from 'express';
import type { SimulatorContext } from '../context.ts';
import { getControlAccounts, postControlAccount } from './accounts.ts';
import { postControlAuthorize } from './authorize.ts';
import { getConsents, postConsentEnd } from './consents.ts';
import { sendControlError } from './controlError.ts';
import { deleteFaults, getFaults, postFault } from './faults.ts';
import { loopbackOnly } from './loopbackOnly.ts';
import { deleteRequests, getRequests } from './requests.ts';
import { getTls } from './tls.ts';
import * as transactions from './transactions.ts';
import { getTruth } from './truth.ts';

export interface ControlRoute {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Under `/control`. */
  readonly path: string;
  /** For people. */
  readonly what: string;
  readonly create: (context: SimulatorContext) => RequestHandler;
}

const rows = '/accounts/:accountId/transactions';

/** The control API (contract 7): the same list serves the routes and the landing page. */
export const controlRoutes: readonly ControlRoute[] = [
  {
    method: 'post',
    path: '/authorize',
    what: 'plays the person: {authorization_url, decision, accounts?, person?}',
    create: postControlAuthorize,
  },
  { method: 'get', path: '/accounts', what: 'all accounts', create: getControlAccounts },
  {
    method: 'post',
    path: '/accounts',
    what: 'opens one: {rows, owner?, days?, pageSize?, seed?, name?, currency?}',
    create: postControlAccount,
  },
  {
    method: 'get',
    path: rows,
    what: 'its rows as the bank holds them; from, to',
    create: transactions.getControlTransactions,
  },
  {
    method: 'post',
    path: rows,
    what: 'books a row: {amount, booking_date?, kid?, text?, status?, …}',
    create: transactions.postControlTransaction,
  },
  {
    method: 'patch',
    path: `${rows}/:transactionId`,
    what: 'changes a row',
    create: transactions.patchControlTransaction,
  },
  {
    method: 'delete',
    path: `${rows}/:transactionId`,
    what: 'withdraws a row',
    create: transactions.deleteControlTransaction,
  },
  { method: 'get', path: '/truth/:accountId', what: 'count and sum of its rows; from, to', create: getTruth },
  { method: 'get', path: '/consents', what: 'what persons allowed; account', create: getConsents },
  {
    method: 'post',
    path: '/consents/:consentId/expire',
    what: 'its time has run out',
    create: (context) => postConsentEnd(context, 'expired'),
  },
  {
    method: 'post',
    path: '/consents/:consentId/revoke',
    what: 'the person ended it at the bank',
    create: (context) => postConsentEnd(context, 'revokedByPsu'),
  },
  { method: 'get', path: '/faults', what: 'faults that are on, and those there are', create: getFaults },
  {
    method: 'post',
    path: '/faults',
    what: 'switches one on: {name, account?, endpoint?, when?, …}',
    create: postFault,
  },
  { method: 'delete', path: '/faults', what: 'switches all off; name', create: deleteFaults },
  { method: 'get', path: '/tls', what: 'the https listener and the files for its callers', create: getTls },
  { method: 'get', path: '/requests', what: 'what the bank was asked; endpoint, account', create: getRequests },
  { method: 'delete', path: '/requests', what: 'forgets them', create: deleteRequests },
];

export function createControlRouter(context: SimulatorContext): Router {
  const router = express.Router();
  router.use(loopbackOnly, express.json({ limit: '1mb' }));
  for (const { method, path, create } of controlRoutes) router[method](path, create(context));
  router.use((_request, response) => sendControlError(response, 404, 'no such control route'));
  return router;
}
