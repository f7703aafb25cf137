import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErrorCode } from '../../../contracts/errorCodes.ts';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

export type ReadingStop =
  | { readonly state: 'partial'; readonly code: ErrorCode }
  | { readonly state: 'parked'; readonly code: ErrorCode; readonly retryAt: Date };

/**
 * Reading ends before the window was read whole: its pages and cursor stay, nothing of it is merged. False, and nothing
 * is written, for a stale fence.
 */
export async function stopReading(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  fence: string,
  stop: ReadingStop,
): Promise<boolean> {
  const written = await query(
    em,
    `with part as (
       update sync_run_accounts p set state = $5, outcome = $5, code = $6
       where p.client_id = $1 and p.run_id = $2 and p.account_id = $3 and p.fence = $4 and p.state = 'reading'
         and exists (select from bank_accounts a where a.client_id = $1 and a.id = $3 and a.fence = $4)
       returning p.run_id
     )
     update sync_runs r set retry_at = coalesce($7, r.retry_at)
     from part where r.client_id = $1 and r.id = part.run_id returning r.id`,
    [clientId, runId, accountId, fence, stop.state, stop.code, stop.state === 'parked' ? stop.retryAt : null],
  );
  return written.length > 0;
}
