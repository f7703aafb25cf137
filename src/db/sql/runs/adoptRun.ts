import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { Execution } from './insertRun.ts';

/**
 * An open run goes on under this workflow; what was parked is read on from its cursor. Its reads are counted anew, as its
 * day at the bank is another one (D-12).
 */
export async function adoptRun(
  em: EntityManager,
  {
    clientId,
    runId,
    attended,
    execution,
  }: {
    readonly clientId: string;
    readonly runId: string;
    readonly attended: boolean;
    readonly execution: Execution;
  },
): Promise<void> {
  await query(
    em,
    `with read_on as (
       update sync_run_accounts set state = 'reading', outcome = null, code = null, unattended_reads = 0
       where client_id = $1 and run_id = $2 and state = 'parked'
     )
     update sync_runs set status = 'running', retry_at = null, attended = $3,
                          temporal_workflow_id = $4, temporal_run_id = $5
     where client_id = $1 and id = $2`,
    [clientId, runId, attended, execution.workflowId, execution.runId],
  );
}
