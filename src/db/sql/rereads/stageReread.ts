import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';
import { insertPageOf, pageValues, type StagedPage } from '../pages/stagedPage.ts';

/**
 * A page of a date that is read alone, and the cursor behind it, in one statement; the last page makes the date `read`.
 * False, and nothing is written, for a stale fence.
 */
export async function stageReread(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { fence, readNo, page }: { readonly fence: string; readonly readNo: number; readonly page: StagedPage },
): Promise<boolean> {
  const written = await query(
    em,
    `with part as (
       update sync_rereads d
       set cursor = $6, pages = $7, state = case when $6::text is null then 'read' else 'asked' end
       from sync_run_accounts p
       where d.client_id = $1 and d.run_id = $2 and d.account_id = $3 and d.read_no = $17 and d.state = 'asked'
         and d.pages = $7 - 1
         and p.client_id = $1 and p.run_id = $2 and p.account_id = $3 and p.fence = $5 and p.state = 'staged'
         and exists (select from bank_accounts a where a.client_id = $1 and a.id = $3 and a.fence = $5)
       returning d.client_id, d.run_id, d.account_id
     )
     ${insertPageOf('part')}`,
    [clientId, runId, accountId, `reread-${readNo}`, fence, ...pageValues(page), readNo],
  );
  return written.length > 0;
}
