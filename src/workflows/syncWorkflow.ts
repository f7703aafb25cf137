/** One sync of one connection (design 2). Rows and cursors stay in PostgreSQL; here is the order of the steps. */
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { consentInvalidated, type InvalidConsent, lookAgain } from '../contracts/connection.ts';
import { type ErrorCode, errorEntry } from '../contracts/errorCodes.ts';
import { connectionWorkflowId } from '../contracts/ids.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import {
  type FinishedRun,
  type OpenedRun,
  type RunRef,
  type SyncInput,
  type SyncOutcome,
  type SyncProgress,
  syncProgress,
  syncRequested,
} from '../contracts/sync.ts';
import { beginAdvice } from './beginAdvice.ts';
import { failureCode } from './failureCode.ts';
import { bankCalls, bulkDb, defaultBankPatienceMs, quickDb } from './proxies.ts';
import { renderSyncDetails } from './renderSyncDetails.ts';
import { syncAccounts } from './syncAccounts.ts';

const disconnected: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['revoking', 'revoked', 'abandoned']);

export async function syncWorkflow(input: SyncInput): Promise<SyncOutcome> {
  const { clientId, connectionId } = input;
  const beganMs = Date.now();
  let progress: SyncProgress = { stage: 'opening', account: 0, accounts: 0, pages: 0, rows: 0 };
  let rang = false;
  setHandler(syncRequested, () => {
    rang = true;
  });
  setHandler(syncProgress, () => progress);
  const show = (change: Partial<SyncProgress>, failed?: ErrorCode): void => {
    progress = { ...progress, ...change };
    setCurrentDetails(renderSyncDetails(progress, failed));
  };
  show({});

  // Not cancellable: the row may be there when the cancellation comes. The next step then throws it.
  // Refused may be what a bell has changed meanwhile: a person is present now.
  let run: OpenedRun;
  do {
    rang = false;
    run = await CancellationScope.nonCancellable(() =>
      quickDb.openRun({ clientId, connectionId, trigger: input.trigger }),
    );
  } while (run.kind === 'refused' && rang);
  if (run.kind === 'refused') {
    show({ stage: `refused: ${run.code}` });
    return 'refused';
  }
  const { runId, accountIds, trigger } = run;
  const patienceMs = input.bankPatienceMs ?? defaultBankPatienceMs[run.attended ? 'attended' : 'unattended'];
  let failed: ErrorCode | undefined;
  let cancelled = false;
  let newRows = 0;
  let changedRows = 0;
  try {
    show({ stage: 'refreshing the grant', accounts: accountIds.length });
    await bankCalls(patienceMs).refreshGrant({ clientId, runId });
    await syncAccounts({
      run: { clientId, runId },
      accountIds,
      patienceMs,
      show,
      merged(rows) {
        newRows += rows.newRows;
        changedRows += rows.changedRows;
      },
    });
    if (newRows + changedRows > 0) {
      show({ stage: 'matching' });
      const { wantsAdvice = false } = await bulkDb.matchTransactions({ clientId, runId });
      await beginAdvice(clientId, wantsAdvice);
    }
  } catch (error) {
    // What fails after a cancellation comes of it: a revoke may have spent the token under a step.
    if (isCancellation(error) || CancellationScope.current().consideredCancelled) cancelled = true;
    else if (!(error instanceof ActivityFailure)) throw error;
    // Somebody disconnects: the run ends as a cancelled one does, and is no operator's work.
    else if (disconnected.has(failureCode(error))) cancelled = true;
    else failed = failureCode(error);
  }

  const stoppedAt = progress.stage;
  if (failed !== undefined && needsConsent(failed)) {
    const code = failed;
    await CancellationScope.nonCancellable(() => tellLifecycle(connectionId, { code, sinceMs: beganMs }));
  }
  // A signal that comes after finishRun has looked at the requests would be lost if only its answer counted: the server
  // refuses the completion and replays, so the loop sees `rang` and looks again. finishRun is idempotent. Not
  // cancellable, or a revoke leaves the run's row open.
  let end: FinishedRun = { outcome: 'failed', requestsWait: false };
  let recovered = false;
  do {
    rang = false;
    end = await CancellationScope.nonCancellable(() =>
      quickDb.finishRun({ clientId, runId, cancelled, ...(failed === undefined ? {} : { failure: { code: failed } }) }),
    );
    recovered ||= end.recovered === true;
  } while (rang && !end.requestsWait);
  if (recovered) await CancellationScope.nonCancellable(() => ringLifecycle(connectionId));
  failed = end.code ?? failed;

  // No later run brings its rows again, so none would match them. A merge that a cancellation has left behind was waited
  // for by finishRun.
  const leftRows = newRows + changedRows > 0 || (cancelled && stoppedAt === 'merging');
  if (leftRows && stoppedAt !== 'matching' && (cancelled || failed !== undefined))
    await CancellationScope.nonCancellable(() => matchWhatStays({ clientId, runId }));

  show({ stage: failed === undefined ? end.outcome : stoppedAt }, failed);
  upsertSearchAttributes([
    { key: searchAttributes.trigger, value: trigger },
    { key: searchAttributes.stage, value: failed === undefined ? end.outcome : stoppedAt },
    { key: searchAttributes.page, value: progress.pages },
    { key: searchAttributes.newRows, value: newRows },
    ...(failed === undefined
      ? []
      : [
          { key: searchAttributes.errorClass, value: errorEntry(failed).class },
          { key: searchAttributes.errorCode, value: failed },
        ]),
  ]);
  // Only what an operator must look at fails the workflow, so that the Failed filter is the operators' list (E-9).
  // Requests that wait behind such a run are started by sync-due: to continue here would hide the failure.
  if (failed !== undefined && !needsConsent(failed))
    throw ApplicationFailure.create({
      type: failed,
      message: `${stoppedAt}, page ${progress.pages}: ${errorEntry(failed).title}. ${errorEntry(failed).hint}`,
      nonRetryable: true,
      details: [{ runId, stage: stoppedAt, page: progress.pages, code: failed }],
    });
  // A cancelled workflow cannot continue as new usefully: its scope stays cancelled, and a revoke wants it to end.
  if (end.requestsWait && !cancelled) await continueAsNew<typeof syncWorkflow>({ ...input, trigger: 'manual' });
  return end.outcome;
}

const needsConsent = (code: ErrorCode): boolean => errorEntry(code).class === 'needs_reconsent';

/** Of a run that ended early; where it fails, the next change of invoices or settings matches them. */
async function matchWhatStays(ref: RunRef): Promise<void> {
  try {
    await bulkDb.matchTransactions(ref);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
  }
}

/** The lifecycle may be missing or closed: the tables were told by finishRun in any case. */
async function tellLifecycle(connectionId: string, invalid: InvalidConsent): Promise<void> {
  try {
    await getExternalWorkflowHandle(connectionWorkflowId(connectionId)).signal(consentInvalidated, invalid);
  } catch {
    // Not there: an answer, not an error.
  }
}

/** So that the consent's clock goes on; where the bell is lost the watchdog rings it when a notice is late. */
async function ringLifecycle(connectionId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(connectionWorkflowId(connectionId)).signal(lookAgain);
  } catch {
    // Not there: an answer, not an error.
  }
}
