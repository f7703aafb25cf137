import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

/** A run leaves an account to the connection that it belongs to now; what it has staged is not merged (ledger 9). */
export async function leaveAccount(em: EntityManager, { clientId, runId, accountId }: RunAccountRef): Promise<void> {
  await query(
    em,
    `update sync_run_accounts set state = 'partial', outcome = 'elsewhere'
     where client_id = $1 and run_id = $2 and account_id = $3 and state in ('reading', 'staged')`,
    [clientId, runId, accountId],
  );
}
