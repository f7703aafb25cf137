import type { EntityManager } from '@mikro-orm/postgresql';
import type { EmptyReason, RunStatus } from '../../../domain/runOutcome.ts';
import { queryOne } from '../../tenantScope.ts';

export interface RunEnd {
  readonly clientId: string;
  readonly runId: string;
  /** `parked` leaves the run open, with its `retry_at`. */
  readonly status: RunStatus;
  readonly emptyReason: EmptyReason | null;
  /** A code of the error table. */
  readonly errorCode: string | null;
  readonly at: Date;
  /** How the parts ended that had not ended by themselves. */
  readonly parts: readonly { readonly accountId: string; readonly outcome: string; readonly code: string | null }[];
}

export interface RunSums {
  readonly fetched: number;
  readonly newRows: number;
  readonly duplicates: number;
  readonly errors: number;
}

/** Ends a run with the sums of its parts. */
export const closeRun = (em: EntityManager, end: RunEnd): Promise<RunSums> =>
  queryOne<RunSums>(
    em,
    `with ended as (
       update sync_run_accounts p set outcome = e.outcome, code = e.code
       from json_to_recordset($7) as e(account_id uuid, outcome text, code text)
       where p.client_id = $1 and p.run_id = $2 and p.account_id = e.account_id
     ), sums as (
       select coalesce(sum(fetched), 0) as fetched, coalesce(sum(new_rows), 0) as new_rows,
              coalesce(sum(duplicates), 0) as duplicates, coalesce(sum(errors), 0) as errors,
              coalesce(sum(pages), 0) as pages
       from sync_run_accounts where client_id = $1 and run_id = $2
     )
     update sync_runs r
     set status = $3, empty_reason = $4, error_code = $5, finished_at = case when $3 = 'parked' then null else $6::timestamptz end,
         retry_at = case when $3 = 'parked' then r.retry_at end,
         fetched = sums.fetched, new_rows = sums.new_rows, duplicates = sums.duplicates, errors = sums.errors,
         pages = sums.pages
     from sums where r.client_id = $1 and r.id = $2
     returning r.fetched, r.new_rows as "newRows", r.duplicates, r.errors`,
    [
      end.clientId,
      end.runId,
      end.status,
      end.emptyReason,
      end.errorCode,
      end.at,
      JSON.stringify(end.parts.map(({ accountId, outcome, code }) => ({ account_id: accountId, outcome, code }))),
    ],
  );
