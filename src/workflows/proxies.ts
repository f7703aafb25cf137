/**
 * Every activity as workflows call it: its class of timeout and its summary for the Web UI (S-11). Nothing is unlimited:
 * each has a schedule-to-close timeout (D-7). Types of failures that no retry can mend are the table's (E-10).
 */
import { ActivityCancellationType, type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { nonRetryableCodes } from '../contracts/nonRetryableCodes.ts';

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
  failAccount: 'go on without an account that cannot be read',
  finishRun: 'close the run',
  claimDue: 'take connections that are due',
  matchChunk: 'match waiting rows to invoices',
  adviseReviews: 'ask the match advisor about review items',
  loadConnection: 'look where the connection stands',
  prepareAuthorization: "prepare the bank's page for the person",
  redeemCode: 'redeem the code, list the accounts',
  confirmAccounts: 'connect the chosen accounts',
  findSuperseded: 'look which older consents the bank has ended',
  endAttempt: 'end the attempt and wipe its secrets',
  advanceConsent: "follow the consent's clock",
  invalidateConsent: 'ask for a new consent',
  beginRevoke: 'stop the connection',
  revokeAtBank: 'revoke at the bank',
  finishRevoke: 'wipe the secrets',
  dropUnusedGrants: 'revoke what a renewal has replaced',
  wipeUnusedGrants: 'wipe what the bank did not confirm',
  lookForOverdue: 'look for what is past its limit',
  reconcileSchedules: 'see to the Schedules',
  reconcileConnections: 'compare connections with their workflows',
  reconcileRuns: 'compare open runs with their workflows',
  keepGrantsAlive: 'use refresh tokens that rest',
  checkAuditChains: 'follow the audit chains',
  stopConnections: 'begin to revoke what is connected',
  eraseRows: "erase a client's rows",
  deleteExpired: 'delete what has served its time',
  resumeErasures: 'take up erasures that were lost',
  queueMails: 'write the mails that are wanted',
  sendMails: 'send the mails that are due',
  deliverEvents: 'hand events on and deliver them',
  beginRotation: 'see which secret is the current one',
  reencryptLot: 'put stored secrets on the current key',
  countLeft: 'count what is on another key',
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
  failAccount: step('failAccount', lasting),
  claimDue: step('claimDue', quick),
  loadConnection: step('loadConnection', quick),
  confirmAccounts: step('confirmAccounts', quick),
  endAttempt: step('endAttempt', quick),
  advanceConsent: step('advanceConsent', quick),
  invalidateConsent: step('invalidateConsent', quick),
  beginRevoke: step('beginRevoke', quick),
  finishRevoke: step('finishRevoke', quick),
  wipeUnusedGrants: step('wipeUnusedGrants', quick),
  // Whoever is to be forgotten is, however long the database is away.
  stopConnections: step('stopConnections', { ...lasting, startToCloseTimeout: '1m', scheduleToCloseTimeout: '24h' }),
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
  findSuperseded: step('findSuperseded', { ...token, startToCloseTimeout: '20s', retry: { maximumAttempts: 1 } }),
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

/** Nobody waits for an advisor; what it does not say leaves the order as it was (matching 11). */
export const advisorCalls = {
  adviseReviews: step('adviseReviews', {
    startToCloseTimeout: '6m',
    scheduleToCloseTimeout: '15m',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '5s', maximumAttempts: 2, nonRetryableErrorTypes },
  }),
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

export type BankCalls = ReturnType<typeof bankCalls>;

/** a revoke is tried for a day before it is given up as unconfirmed. */
const revoking: ActivityOptions = {
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '2s', maximumInterval: '15m', nonRetryableErrorTypes },
};
export const bankRevoke = {
  revokeAtBank: step('revokeAtBank', revoking),
  dropUnusedGrants: step('dropUnusedGrants', revoking),
};

/** Over all connections, restartable; 10,000 workflows may have to be started. */
const overAll: ActivityOptions = {
  startToCloseTimeout: '30m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m', nonRetryableErrorTypes },
};
export const housekeeping = {
  lookForOverdue: step('lookForOverdue', { ...overAll, startToCloseTimeout: '5m', scheduleToCloseTimeout: '15m' }),
  reconcileSchedules: step('reconcileSchedules', quick),
  reconcileConnections: step('reconcileConnections', overAll),
  reconcileRuns: step('reconcileRuns', overAll),
  keepGrantsAlive: step('keepGrantsAlive', { ...overAll, startToCloseTimeout: '20m' }),
  checkAuditChains: step('checkAuditChains', overAll),
  eraseRows: step('eraseRows', { ...overAll, scheduleToCloseTimeout: '24h' }),
  deleteExpired: step('deleteExpired', overAll),
  resumeErasures: step('resumeErasures', { ...overAll, startToCloseTimeout: '5m' }),
  queueMails: step('queueMails', { ...overAll, startToCloseTimeout: '10m' }),
  sendMails: step('sendMails', { ...overAll, startToCloseTimeout: '20m' }),
  deliverEvents: step('deliverEvents', { ...overAll, startToCloseTimeout: '5m' }),
  beginRotation: step('beginRotation', quick),
  reencryptLot: step('reencryptLot', { ...overAll, startToCloseTimeout: '5m' }),
  countLeft: step('countLeft', { ...overAll, startToCloseTimeout: '5m', heartbeatTimeout: '5m' }),
};
