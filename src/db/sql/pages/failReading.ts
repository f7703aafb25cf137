import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

/**
 * The part of a run for one account has failed; what was read stays staged and nothing of it is merged. False where it has
 * ended otherwise, or the run is over.
 */
export async function failReading(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  code: string,
): Promise<boolean> {
  const failed = await query(
    em,
    `update sync_run_accounts p set state = 'partial', outcome = 'failed', code = $4
     from sync_runs r
     where p.client_id = $1 and p.run_id = $2 and p.account_id = $3 and p.state in ('reading', 'staged')
       and r.client_id = p.client_id and r.id = p.run_id and r.status = 'running'
     returning p.run_id`,
    [clientId, runId, accountId, code],
  );
  return failed.length > 0;
}
