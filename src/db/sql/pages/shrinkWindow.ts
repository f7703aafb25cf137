import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/**
 * The window begins later than it was planned, as the bank gives no more; what was wanted stays in `requested_from`, for
 * the merge to record the dates that are lost. False, and nothing is written: it begins no earlier than that already, a
 * page of it is staged, or the fence is stale.
 */
export async function shrinkWindow(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { fence, from }: { readonly fence: string; readonly from: CalendarDate },
): Promise<boolean> {
  const written = await query(
    em,
    `update sync_run_accounts p
     set window_from = $5, requested_from = least(coalesce(p.requested_from, p.window_from), p.window_from)
     where p.client_id = $1 and p.run_id = $2 and p.account_id = $3 and p.fence = $4 and p.state = 'reading'
       and p.pages = 0 and p.window_from < $5 and p.window_to >= $5
       and exists (select from bank_accounts a where a.client_id = $1 and a.id = $3 and a.fence = $4)
     returning p.account_id`,
    [clientId, runId, accountId, fence, from],
  );
  return written.length > 0;
}
