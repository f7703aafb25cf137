import type { Route } from '../defineRoute.ts';
import { getCallback } from './dnb/callback.ts';
import { postConnect } from './dnb/connect.ts';
import { getConnection, getConnections, patchConnection } from './dnb/connections.ts';
import { deleteConnection } from './dnb/disconnect.ts';
import { postInitiate } from './dnb/initiate.ts';
import { postOauthAccounts } from './dnb/oauthAccounts.ts';
import { postReconsent } from './dnb/reconsent.ts';
import { postSync } from './dnb/sync.ts';
import { postSyncAll } from './dnb/syncAll.ts';
import { getLive, getReady } from './health.ts';
import { getBalances, getCoverage } from './v1/accountFigures.ts';
import { getAccounts, patchAccount } from './v1/accounts.ts';
import { deleteApiKey, getApiKeys, postApiKey } from './v1/apiKeys.ts';
import { getAudit } from './v1/audit.ts';
import { getBanks } from './v1/banks.ts';
import { getChanges } from './v1/changes.ts';
import { getClient, putClient } from './v1/clients.ts';
import { postConfirm, postMatch, postUndo } from './v1/decideMatches.ts';
import { postDetails } from './v1/details.ts';
import { deleteClient } from './v1/eraseClient.ts';
import { getEvents } from './v1/events.ts';
import { getHistory } from './v1/history.ts';
import { postIgnore, postIgnoreBefore, postUnignore } from './v1/ignore.ts';
import { postImport } from './v1/importMatches.ts';
import { getInvoices, postInvoices } from './v1/invoices.ts';
import { getMatches, postMatchingRun } from './v1/matches.ts';
import { getPending } from './v1/pending.ts';
import { getRaw } from './v1/raw.ts';
import { postReviewBatch } from './v1/reviewBatch.ts';
import { getReviewItems, postResolve } from './v1/reviewItems.ts';
import { getSyncRun, getSyncRuns } from './v1/syncRuns.ts';
import { getTasks, postTaskClose } from './v1/tasks.ts';
import { getTransaction, getTransactions } from './v1/transactions.ts';
import { getWebhookDeliveries, postWebhookReplay, postWebhookTest } from './v1/webhookDeliveries.ts';
import {
  deleteWebhookEndpoint,
  getWebhookEndpoints,
  patchWebhookEndpoint,
  postWebhookEndpoint,
} from './v1/webhookEndpoints.ts';
import { postRotateSecret } from './v1/webhookSecrets.ts';

/** Every route of the API. */
export const allRoutes: readonly Route[] = [
  getLive,
  getReady,
  postInitiate,
  getCallback,
  postOauthAccounts,
  postConnect,
  postReconsent,
  deleteConnection,
  postSync,
  postSyncAll,
  getConnections,
  getConnection,
  patchConnection,
  getClient,
  putClient,
  deleteClient,
  getBanks,
  getTransactions,
  getChanges,
  getTransaction,
  getHistory,
  getRaw,
  postIgnore,
  postUnignore,
  postIgnoreBefore,
  postDetails,
  getAccounts,
  patchAccount,
  getBalances,
  getCoverage,
  getPending,
  getSyncRuns,
  getSyncRun,
  postInvoices,
  getInvoices,
  getMatches,
  postMatch,
  postUndo,
  postConfirm,
  postImport,
  postMatchingRun,
  getReviewItems,
  postResolve,
  postReviewBatch,
  getTasks,
  postTaskClose,
  getAudit,
  getEvents,
  postWebhookEndpoint,
  getWebhookEndpoints,
  patchWebhookEndpoint,
  deleteWebhookEndpoint,
  postRotateSecret,
  postWebhookTest,
  getWebhookDeliveries,
  postWebhookReplay,
  postApiKey,
  getApiKeys,
  deleteApiKey,
];
