import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';
import { insertPageOf, pageValues, type StagedPage } from './stagedPage.ts';

/**
 * A page of the window and the cursor behind it, in one statement (D-1, D-2); the last page makes the part `staged`.
 * False, and nothing is written, for a stale fence.
 */
export async function stagePage(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { fence, rows, page }: { readonly fence: string; readonly rows: number; readonly page: StagedPage },
): Promise<boolean> {
  const written = await query(
    em,
    `with part as (
       update sync_run_accounts p
       set cursor = $6, pages = $7, rows = p.rows + $17,
           state = case when $6::text is null then 'staged' else 'reading' end
       where p.client_id = $1 and p.run_id = $2 and p.account_id = $3 and p.fence = $5 and p.state = 'reading'
         and p.pages = $7 - 1
         and exists (select from bank_accounts a where a.client_id = $1 and a.id = $3 and a.fence = $5)
       returning p.client_id, p.run_id, p.account_id
     )
     ${insertPageOf('part')}`,
    [clientId, runId, accountId, 'window', fence, ...pageValues(page), rows],
  );
  return written.length > 0;
}
