import { instant } from './instant.ts';

/** The figures of a run or of its part for one account: fetched = new + duplicates + errors. */
export interface RunCounts {
  readonly fetched: number;
  readonly newRows: number;
  readonly duplicates: number;
  readonly errors: number;
}

/** The part of a run for one account. */
export interface StoredRunAccount {
  readonly accountId: string;
  readonly windowFrom: string;
  readonly windowTo: string;
  /** `reading`, `staged`, `merged`, `partial`, `parked` */
  readonly state: string;
  readonly outcome: string | null;
  readonly code: string | null;
  /** What was wanted before the bank's history cut it; null for parts from before it was kept. */
  readonly requestedFrom: string | null;
  /** From where on the bank has answered; null: not merged. */
  readonly achievedFrom: string | null;
  readonly pages: number;
  readonly counts: RunCounts;
  readonly withdrawnRows: number;
}

/** A run's row with its parts. Dates `YYYY-MM-DD`, instants RFC 3339. */
export interface StoredRun {
  readonly id: string;
  readonly connectionId: string;
  readonly trigger: string;
  readonly status: RunRowStatus;
  /** A person was present. */
  readonly attended: boolean;
  readonly windowFrom: string | null;
  readonly windowTo: string | null;
  readonly counts: RunCounts;
  readonly emptyReason: string | null;
  /** A code of the error table. */
  readonly errorCode: string | null;
  readonly retryAt: string | null;
  readonly startedAt: string;
  /** To the microsecond: where a list goes on. */
  readonly startedAtExactly: string;
  readonly finishedAt: string | null;
  readonly temporalWorkflowId: string;
  readonly temporalRunId: string;
  readonly accounts: readonly StoredRunAccount[];
}

export type FinalRunStatus = 'complete' | 'complete_unverified' | 'partial' | 'failed' | 'cancelled';
export type RunRowStatus = 'running' | 'parked' | FinalRunStatus;

/** Whether nothing more happens to a run. */
export const isFinalRun = (status: RunRowStatus): status is FinalRunStatus =>
  status !== 'running' && status !== 'parked';

const counts = (table: string): string =>
  `json_build_object('fetched', ${table}.fetched, 'newRows', ${table}.new_rows,
                     'duplicates', ${table}.duplicates, 'errors', ${table}.errors)`;

/** SQL for a `sync_runs` row `r` as a JSON object of the form of `StoredRun`, in one column. */
export const runAsJson = `json_build_object(
  'id', r.id, 'connectionId', r.connection_id, 'trigger', r.trigger, 'status', r.status, 'attended', r.attended,
  'windowFrom', r.window_from, 'windowTo', r.window_to, 'counts', ${counts('r')},
  'emptyReason', r.empty_reason, 'errorCode', r.error_code, 'retryAt', ${instant('r.retry_at')},
  'startedAt', ${instant('r.started_at')}, 'startedAtExactly', r.started_at, 'finishedAt', ${instant('r.finished_at')},
  'temporalWorkflowId', r.temporal_workflow_id, 'temporalRunId', r.temporal_run_id,
  'accounts', (
    select coalesce(json_agg(json_build_object(
      'accountId', p.account_id, 'windowFrom', p.window_from, 'windowTo', p.window_to, 'state', p.state,
      'outcome', p.outcome, 'code', p.code, 'requestedFrom', p.requested_from, 'achievedFrom', p.achieved_from,
      'pages', p.pages, 'counts', ${counts('p')}, 'withdrawnRows', p.withdrawn_rows) order by p.account_id), '[]')
    from sync_run_accounts p where p.client_id = r.client_id and p.run_id = r.id))`;
