/**
 * Every activity as workflows call it: its class of timeout and its summary for the Web UI (S-11). Nothing is unlimited:
 * each has a schedule-to-close timeout (D-7). Types of failures that no retry can mend are the table's (E-10).
 */
import { ActivityCancellationType, type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { nonRetryableCodes } from '../contracts/errorCodes.ts';

const nonRetryableErrorTypes = [...nonRetryableCodes];
const minutes = (count: number): number => count * 60_000;

/** What an operator reads beside a step (E-8). */
const summaries = {
  openRun: 'open the run, or go on with the open one',
  refreshGrant: 'see to it that the access token lasts',
  fetchPages: 'read pages at the bank',
  mergeWindow: 'merge the pages into the ledger',
  rereadDates: 'read dates alone that the pages leave open',
  checkBalances: 'read the balances',
  matchTransactions: 'match the new rows to invoices',
  finishRun: 'close the run',
  claimDue: 'take connections that are due',
  matchChunk: 'match waiting rows to invoices',
  loadConnection: 'look where the connection stands',
  prepareAuthorization: "prepare the bank's page for the person",
  redeemCode: 'redeem the code, list the accounts',
  confirmAccounts: 'connect the chosen accounts',
  endAttempt: 'end the attempt and wipe its secrets',
  advanceConsent: "follow the consent's clock",
  invalidateConsent: 'ask for a new consent',
  beginRevoke: 'stop the connection',
  revokeAtBank: 'revoke at the bank',
  finishRevoke: 'wipe the secrets',
} as const satisfies Record<keyof Activities, string>;

const step = <Name extends keyof Activities>(name: Name, options: ActivityOptions) =>
  proxyActivities<Activities>({ ...options, summary: summaries[name] })[name];

/** One step in the database. */
const quick: ActivityOptions = {
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '500ms', maximumAttempts: 8, nonRetryableErrorTypes },
};
/**
 * The ends of a run: they outlast a restart of the database, or of all workers (the time in the queue counts too). A run
 * whose end fails stays open in the tables.
 */
const lasting: ActivityOptions = {
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '15m',
  retry: { initialInterval: '500ms', maximumInterval: '30s', nonRetryableErrorTypes },
};
export const quickDb = {
  openRun: step('openRun', lasting),
  finishRun: step('finishRun', lasting),
  claimDue: step('claimDue', quick),
  loadConnection: step('loadConnection', quick),
  confirmAccounts: step('confirmAccounts', quick),
  endAttempt: step('endAttempt', quick),
  advanceConsent: step('advanceConsent', quick),
  invalidateConsent: step('invalidateConsent', quick),
  beginRevoke: step('beginRevoke', quick),
  finishRevoke: step('finishRevoke', quick),
};

/** While a person waits: at most three tries, since a code may be spent by each. */
const token: ActivityOptions = {
  startToCloseTimeout: '45s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', maximumAttempts: 3, nonRetryableErrorTypes },
};
export const tokenCalls = {
  prepareAuthorization: step('prepareAuthorization', token),
  redeemCode: step('redeemCode', token),
};

/** Work on many rows. Also when the run was cancelled it ends what it began. */
const bulk: ActivityOptions = {
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '500ms', maximumInterval: '30s', maximumAttempts: 10, nonRetryableErrorTypes },
};
export const bulkDb = {
  mergeWindow: step('mergeWindow', bulk),
  matchTransactions: step('matchTransactions', bulk),
  matchChunk: step('matchChunk', bulk),
};

/** D.2: a person's run is given up after 15 minutes without progress, a night's after 60. */
export const defaultBankPatienceMs = { attended: minutes(15), unattended: minutes(60) } as const;

/**
 * A run's calls to the bank, tried again for as long as the run's patience lasts: a bank's maintenance is no failure
 * (bank H, Q24).
 */
export function bankCalls(patienceMs: number) {
  const waiting: ActivityOptions = {
    scheduleToCloseTimeout: patienceMs,
    retry: { initialInterval: '1s', maximumInterval: '5m', nonRetryableErrorTypes },
  };
  const reading: ActivityOptions = {
    ...waiting,
    startToCloseTimeout: '10m',
    heartbeatTimeout: '30s',
    // Else a cancelled run is closed while its activity still works.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  };
  return {
    refreshGrant: step('refreshGrant', { ...waiting, startToCloseTimeout: '45s' }),
    fetchPages: step('fetchPages', reading),
    rereadDates: step('rereadDates', reading),
    checkBalances: step('checkBalances', reading),
  };
}

/** a revoke is tried for a day before it is given up as unconfirmed. */
export const bankRevoke = {
  revokeAtBank: step('revokeAtBank', {
    startToCloseTimeout: '1m',
    scheduleToCloseTimeout: '24h',
    retry: { initialInterval: '2s', maximumInterval: '15m', nonRetryableErrorTypes },
  }),
};
