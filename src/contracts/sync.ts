import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { ErrorCode } from './errorCodes.ts';

/** Why a run exists. `first`: right after connect; `manual`: a person or the ERP asked; the rest come from coordinators. */
export type SyncTrigger = 'first' | 'manual' | 'nightly' | 'due' | 'all';

export interface SyncInput {
  readonly clientId: string;
  readonly connectionId: string;
  readonly trigger: SyncTrigger;
  /** How long a step of bank pages is tried before the run fails (D.2): by default 15 minutes attended, 60 at night. */
  readonly bankPatienceMs?: number;
}

export type SyncOutcome =
  | 'complete'
  | 'complete_unverified'
  | 'partial'
  | 'parked'
  | 'failed'
  | 'cancelled'
  /** The connection may not sync: no run was opened. */
  | 'refused';

export interface RunRef {
  readonly clientId: string;
  readonly runId: string;
}
export interface RunAccountRef extends RunRef {
  readonly accountId: string;
}

export type OpenedRun =
  | {
      readonly kind: 'opened';
      readonly runId: string;
      readonly accountIds: readonly string[];
      readonly trigger: SyncTrigger;
      /** A person is present: the run is given up sooner, and the bank gives more history. */
      readonly attended: boolean;
    }
  | { readonly kind: 'refused'; readonly code: string };

/** `more`: pages are left for the next step; `staged`: the window was read whole. */
export type PageProgress =
  | { readonly kind: 'more' | 'staged'; readonly pages: number; readonly rows: number }
  | { readonly kind: 'parked' | 'partial'; readonly pages: number; readonly rows: number; readonly code: string };

export interface MergeResult {
  readonly newRows: number;
  readonly changedRows: number;
  /** Dates that must be read alone first: nothing was merged, and the merge is to be called again (ledger 5). */
  readonly rereads?: number;
}

/** `more`: dates, or pages of one, are left for the next step. */
export interface RereadProgress {
  readonly kind: 'more' | 'done';
  /** Dates of this step that were read whole, and that were given up. */
  readonly read: number;
  readonly refused: number;
}

/** A part of a run that cannot be read, with a code of the error table. */
export interface FailedAccount extends RunAccountRef {
  readonly code: string;
}

export interface RunFailure {
  readonly code: string;
}
export interface FinishedRun {
  readonly outcome: SyncOutcome;
  readonly requestsWait: boolean;
  /** What the run ended with where that is not the failure that was reported: its consent's refusal was one of very many. */
  readonly code?: ErrorCode;
  /** It led its connection out of `needs_operator` (D.2). */
  readonly recovered?: boolean;
}

/** A bell, not a letter: the request is a row that was committed before the signal was sent (design 2). */
export const syncRequested = defineSignal('syncRequested');

export interface SyncProgress {
  readonly stage: string;
  readonly account: number;
  readonly accounts: number;
  readonly pages: number;
  readonly rows: number;
}
export const syncProgress = defineQuery<SyncProgress>('progress');
