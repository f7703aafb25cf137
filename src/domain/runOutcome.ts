/** How the part of a run for one account ended. `elsewhere`: another connection's run is reading the account. */
export type AccountOutcome =
  | 'complete'
  | 'complete_unverified'
  | 'partial'
  | 'gap'
  | 'failed'
  | 'cancelled'
  | 'parked'
  | 'elsewhere';

export type RunStatus = 'complete' | 'complete_unverified' | 'partial' | 'failed' | 'cancelled' | 'parked';

export interface RunDecision {
  readonly status: RunStatus;
  readonly reason:
    | 'no_accounts'
    | 'an_account_was_cancelled'
    | 'an_account_is_parked'
    | 'every_account_failed'
    | 'an_account_is_not_whole'
    | 'an_account_is_unverified'
    | 'every_account_is_verified';
}

/** The run's status from its accounts (ledger 7). A parked account keeps the whole run open: it is adopted later. */
export function decideRunStatus(outcomes: readonly AccountOutcome[]): RunDecision {
  const some = (...wanted: readonly AccountOutcome[]): boolean => outcomes.some((outcome) => wanted.includes(outcome));
  if (outcomes.length === 0) return { status: 'complete', reason: 'no_accounts' };
  if (some('cancelled')) return { status: 'cancelled', reason: 'an_account_was_cancelled' };
  if (some('parked')) return { status: 'parked', reason: 'an_account_is_parked' };
  if (outcomes.every((outcome) => outcome === 'failed')) return { status: 'failed', reason: 'every_account_failed' };
  if (some('failed', 'partial', 'gap')) return { status: 'partial', reason: 'an_account_is_not_whole' };
  if (some('complete_unverified', 'elsewhere'))
    return { status: 'complete_unverified', reason: 'an_account_is_unverified' };
  return { status: 'complete', reason: 'every_account_is_verified' };
}

export type EmptyReason = 'no_rows' | 'all_duplicates' | 'outside_history';

/** Why a run brought nothing new (contract 3.1); `null` where it did. */
export function emptyReason(run: {
  readonly newRows: number;
  readonly duplicates: number;
  /** No window was left to read after clipping to the bank's history. */
  readonly outsideHistory: boolean;
}): EmptyReason | null {
  if (run.newRows > 0) return null;
  if (run.duplicates > 0) return 'all_duplicates';
  return run.outsideHistory ? 'outside_history' : 'no_rows';
}
