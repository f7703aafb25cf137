import type { EntityManager } from '@mikro-orm/postgresql';
import type { SyncTrigger } from '../../../contracts/sync.ts';
import type { DateRange } from '../../../domain/coverage.ts';
import type { RunWindow } from '../../../domain/ledger/runWindow.ts';
import type { EmptyReason } from '../../../domain/runOutcome.ts';
import { query } from '../../tenantScope.ts';

export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

export interface NewRun {
  readonly id: string;
  readonly clientId: string;
  readonly connectionId: string;
  readonly trigger: SyncTrigger;
  readonly attended: boolean;
  readonly window: DateRange | null;
  /** Known already where nothing is left to read. */
  readonly emptyReason: EmptyReason | null;
  readonly execution: Execution;
  readonly startedAt: Date;
  readonly parts: readonly {
    readonly accountId: string;
    readonly window: RunWindow;
    readonly isElsewhere: boolean;
  }[];
}

/** A run in state `running` with its part for each account. A second open run of the connection fails with 23505 (D-6). */
export async function insertRun(em: EntityManager, run: NewRun): Promise<void> {
  await query(
    em,
    `with run as (
       insert into sync_runs (id, client_id, connection_id, trigger, status, attended, window_from, window_to,
                              empty_reason, temporal_workflow_id, temporal_run_id, started_at)
       values ($2, $1, $4, $5, 'running', $6, $7, $8, $9, $10, $11, $12)
       returning id, client_id
     )
     insert into sync_run_accounts (client_id, run_id, account_id, window_from, window_to, requested_from, deep, state,
                                    outcome)
     select run.client_id, run.id, p.account_id, p.window_from, p.window_to, p.requested_from, p.deep,
            case when p.elsewhere then 'partial' else 'reading' end, case when p.elsewhere then 'elsewhere' end
     from run, json_to_recordset($3) as p(account_id uuid, window_from date, window_to date,
       requested_from date, deep boolean, elsewhere boolean)`,
    [
      run.clientId,
      run.id,
      JSON.stringify(
        run.parts.map(({ accountId, window, isElsewhere }) => ({
          account_id: accountId,
          window_from: window.from,
          window_to: window.to,
          requested_from: window.requestedFrom,
          deep: window.deep,
          elsewhere: isElsewhere,
        })),
      ),
      run.connectionId,
      run.trigger,
      run.attended,
      run.window?.from ?? null,
      run.window?.to ?? null,
      run.emptyReason,
      run.execution.workflowId,
      run.execution.runId,
      run.startedAt,
    ],
  );
}
