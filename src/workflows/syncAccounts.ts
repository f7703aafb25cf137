import { ActivityFailure, CancellationScope, isCancellation, patched } from '@temporalio/workflow';
import { type ErrorCode, errorEntry } from '../contracts/errorCodes.ts';
import type { RunRef, SyncProgress } from '../contracts/sync.ts';
import { failureCode } from './failureCode.ts';
import { bankCalls, quickDb } from './proxies.ts';
import { type MergedAccount, syncAccount } from './syncAccount.ts';

/** What the bank holds against one account; everything else concerns the connection. */
const ofTheAccount: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'account_gone',
  'bank_contract_violation',
  'bank_unavailable',
  'link_off_origin',
  'rate_limited_by_bank',
]);
/** So long an account that the bank does not serve keeps the others waiting; then it is asked again after them. */
const firstPatienceMs = 120_000;

export interface AccountsToSync {
  readonly run: RunRef;
  readonly accountIds: readonly string[];
  readonly patienceMs: number;
  show(change: Partial<SyncProgress>): void;
  merged(rows: MergedAccount): void;
}

/**
 * The accounts of a connection, one after the other, each with its own progress and outcome (bank H, Q25): one that is
 * parked, or that the bank does not serve, leaves the others complete. Throws what concerns the connection as a whole, and
 * of accounts what an operator must see or what all of them have met.
 */
export async function syncAccounts(work: AccountsToSync): Promise<void> {
  const { run, accountIds, patienceMs, show } = work;
  // As it was: the first that parks or fails ends the run.
  const isAlone = accountIds.length < 2 || !patched('account-by-account');
  const place = new Map(accountIds.map((accountId, index) => [accountId, index + 1]));
  const failures: { readonly accountId: string; readonly error: unknown; readonly code: ErrorCode }[] = [];

  const read = async (accountId: string, patience: number): Promise<'merged' | 'parked' | 'partial'> => {
    show({ stage: 'reading pages', account: place.get(accountId) ?? 0 });
    return syncAccount({ ...run, accountId }, bankCalls(patience), work);
  };
  if (isAlone) {
    for (const accountId of accountIds) if ((await read(accountId, patienceMs)) === 'parked') return;
    return;
  }

  const askedAgain: string[] = [];
  const attempt = async (accountId: string, patience: number, isLast: boolean): Promise<void> => {
    try {
      await read(accountId, patience);
    } catch (error) {
      const code = codeOfAccount(error);
      if (code === null) throw error;
      if (code === 'bank_unavailable' && !isLast) askedAgain.push(accountId);
      else failures.push({ accountId, code, error });
    }
  };
  for (const accountId of accountIds) await attempt(accountId, Math.min(patienceMs, firstPatienceMs), false);
  for (const accountId of askedAgain.splice(0)) await attempt(accountId, patienceMs, true);

  for (const { accountId, code } of failures) await quickDb.failAccount({ ...run, accountId, code });
  const all = failures.length === accountIds.length;
  const toTell = failures.find(({ code }) => all || errorEntry(code).class === 'needs_operator');
  if (toTell !== undefined) throw toTell.error;
}

/** Null: it concerns more than the account. */
function codeOfAccount(error: unknown): ErrorCode | null {
  if (!(error instanceof ActivityFailure) || isCancellation(error) || CancellationScope.current().consideredCancelled)
    return null;
  const code = failureCode(error);
  return ofTheAccount.has(code) ? code : null;
}
