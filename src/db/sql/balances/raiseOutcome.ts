import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

/** The bank's figure agrees: a part that was read whole is `complete`. One that lost dates to a gap stays so. */
export async function raiseOutcome(em: EntityManager, { clientId, runId, accountId }: RunAccountRef): Promise<void> {
  await query(
    em,
    `update sync_run_accounts set outcome = 'complete'
     where client_id = $1 and run_id = $2 and account_id = $3 and state = 'merged' and outcome = 'complete_unverified'`,
    [clientId, runId, accountId],
  );
}
