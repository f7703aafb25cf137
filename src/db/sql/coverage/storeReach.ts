import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** The account's high-water mark (ledger 7), and from where on the bank has answered: to this part, and ever. */
export async function storeReach(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { highWaterDate, achievedFrom }: { readonly highWaterDate: CalendarDate | null; readonly achievedFrom: CalendarDate },
): Promise<void> {
  await query(
    em,
    `with part as (
       update sync_run_accounts set achieved_from = $5 where client_id = $1 and run_id = $2 and account_id = $3
     )
     update bank_accounts set last_covered_date = $4, achieved_from = least(achieved_from, $5)
     where client_id = $1 and id = $3`,
    [clientId, runId, accountId, highWaterDate, achievedFrom],
  );
}
