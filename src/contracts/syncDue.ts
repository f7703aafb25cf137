import { defineQuery } from '@temporalio/workflow';
import type { SyncTrigger } from './sync.ts';

export interface SyncDueInput {
  readonly trigger: Extract<SyncTrigger, 'nightly' | 'due' | 'all'>;
  /** Runs in flight at most (SYNC_CONCURRENCY). */
  readonly window: number;
  /** Continue as new after so many starts. */
  readonly continueAfter: number;
  /** ISO instant. Frozen at the first run, else connections that fall due meanwhile keep the night from ending. */
  readonly asOf?: string;
  /** `all`: the connections that the ERP's call claimed carry this mark in the table; due or not they are started. */
  readonly claimId?: string;
  /** SYNC_SCHEDULE=external: what is synced once a day or less often is left to the ERP's own timer. */
  readonly nightIsExternal?: boolean;
  readonly bankPatienceMs?: number;
  readonly counts?: SyncDueCounts;
}

export interface SyncDueCounts {
  readonly started: number;
  readonly alreadyRunning: number;
}

export interface DueConnection {
  readonly clientId: string;
  readonly connectionId: string;
}
export interface ClaimedConnections {
  readonly due: readonly DueConnection[];
  readonly more: boolean;
}

export const syncDueProgress = defineQuery<SyncDueCounts>('progress');
