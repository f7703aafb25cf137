import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';
import type { CountedEndpoint } from './countedEndpoint.ts';

/** Gives a reserved read back whose call was surely not served: an hour of maintenance must not use up the day (Q24). */
export async function returnRead(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { endpoint, bankDay }: { readonly endpoint: CountedEndpoint; readonly bankDay: CalendarDate },
): Promise<void> {
  await query(
    em,
    `with part as (
       update sync_run_accounts set unattended_reads = greatest(unattended_reads - 1, 0)
       where client_id = $1 and run_id = $2 and account_id = $3 and $4 = 'transactions'
     )
     update unattended_bank_reads set used = greatest(used - 1, 0)
     where client_id = $1 and account_id = $3 and endpoint = $4 and bank_day = $5`,
    [clientId, runId, accountId, endpoint, bankDay],
  );
}
