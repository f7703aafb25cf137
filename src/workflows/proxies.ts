/**
 * Every proxy, one for each class of timeout (S-11). Nothing is unlimited: each has a schedule-to-close timeout (D-7).
 * Types of failures that no retry can mend are the table's (E-10).
 */
import { ActivityCancellationType, type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { nonRetryableCodes } from '../contracts/errorCodes.ts';

const nonRetryableErrorTypes = [...nonRetryableCodes];

/** One step in the database. */
export const quickDb = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '500ms', maximumAttempts: 8, nonRetryableErrorTypes },
});

/** The token endpoint and what belongs to it: at most three tries, since a code or token may be spent by each. */
export const tokenCalls = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', maximumAttempts: 3, nonRetryableErrorTypes },
});

/** Work on many rows. Also when the run was cancelled it ends what it began. */
export const bulkDb = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '500ms', maximumAttempts: 5, nonRetryableErrorTypes },
});

const minutes = (count: number): number => count * 60_000;

/** D.2: a person's run is given up after 15 minutes without progress, a night's after 60. */
export const defaultBankPatienceMs = { attended: minutes(15), unattended: minutes(60) } as const;

/**
 * Reading at the bank, tried again for as long as the run's patience lasts. WAIT_CANCELLATION_COMPLETED: else a
 * cancelled run is closed while its activity still works.
 */
export const bankPages = (patienceMs: number): Pick<Activities, 'fetchPages' | 'checkBalances' | 'refreshGrant'> =>
  proxyActivities<Activities>({
    ...waitingForBank(patienceMs),
    startToCloseTimeout: '10m',
    heartbeatTimeout: '30s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });

/** a revoke is tried for a day before it is given up as unconfirmed. */
export const bankRevoke = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '2s', maximumInterval: '15m', nonRetryableErrorTypes },
});

function waitingForBank(patienceMs: number): ActivityOptions {
  return {
    scheduleToCloseTimeout: patienceMs,
    retry: { initialInterval: '1s', maximumInterval: '5m', nonRetryableErrorTypes },
  };
}
