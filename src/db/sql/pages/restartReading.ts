import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

/**
 * The window is read again from page 1: what was staged of it is gone, as its pages need not fit the new ones. Null, and
 * nothing is written: as often as allowed has it been begun anew, or the fence is stale.
 */
export async function restartReading(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { fence, mostRestarts }: { readonly fence: string; readonly mostRestarts: number },
): Promise<{ readonly restarts: number } | null> {
  const [part] = await query<{ restarts: number }>(
    em,
    `with part as (
       update sync_run_accounts p set cursor = null, pages = 0, rows = 0, restarts = p.restarts + 1
       where p.client_id = $1 and p.run_id = $2 and p.account_id = $3 and p.fence = $4 and p.state = 'reading'
         and p.restarts < $5
         and exists (select from bank_accounts a where a.client_id = $1 and a.id = $3 and a.fence = $4)
       returning p.client_id, p.run_id, p.account_id, p.restarts
     ), gone as (
       delete from sync_pages g using part
       where g.client_id = part.client_id and g.run_id = part.run_id and g.account_id = part.account_id
         and g.purpose = 'window'
     )
     select restarts from part`,
    [clientId, runId, accountId, fence, mostRestarts],
  );
  return part ?? null;
}
