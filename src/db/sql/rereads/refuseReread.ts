import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

/** A date is given up for this run: it waits for the next one. False, and nothing is written, for a stale fence. */
export async function refuseReread(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { fence, readNo }: { readonly fence: string; readonly readNo: number },
): Promise<boolean> {
  const written = await query(
    em,
    `update sync_rereads d set state = 'refused'
     where d.client_id = $1 and d.run_id = $2 and d.account_id = $3 and d.read_no = $5 and d.state = 'asked'
       and exists (select from bank_accounts a where a.client_id = $1 and a.id = $3 and a.fence = $4)
     returning d.read_no`,
    [clientId, runId, accountId, fence, readNo],
  );
  return written.length > 0;
}
