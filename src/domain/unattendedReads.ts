/** How many first pages may be asked for without a person (D-12, ledger 5). */
export interface ReadAllowance {
  /** Of an account and endpoint, in one of the bank's days. */
  readonly perDay: number;
  /** Of an account, in one run: re-reads, retries and readings begun anew included. */
  readonly perRun: number;
}

/**
 * One of the bank's unattended calls of a day is kept back for a sync that a person asks for, and no run takes all of
 * them: else a night of failures leaves nothing to repair with.
 */
export function readAllowance({
  callsPerDay,
  isAskedFor,
}: {
  /** The bank's own limit. */
  readonly callsPerDay: number;
  /** Somebody asked for this run, though nobody is present: it is no coordinator's. */
  readonly isAskedFor: boolean;
}): ReadAllowance {
  const allButOne = Math.max(callsPerDay - 1, 1);
  return { perDay: isAskedFor ? callsPerDay : allButOne, perRun: allButOne };
}
