import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { ReadAllowance } from '../../../domain/unattendedReads.ts';
import { queryOne } from '../../tenantScope.ts';

/** How many more first pages of an account a run may ask for today without a person. */
export async function readReadsLeft(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { bankDay, allowance }: { readonly bankDay: CalendarDate; readonly allowance: ReadAllowance },
): Promise<number> {
  const { left } = await queryOne<{ left: number }>(
    em,
    `select case when day.closed then 0
                 else greatest(least($5 - coalesce(day.used, 0), $6 - p.unattended_reads), 0) end as left
     from sync_run_accounts p
     left join unattended_bank_reads day on day.client_id = p.client_id and day.account_id = p.account_id
       and day.endpoint = 'transactions' and day.bank_day = $4
     where p.client_id = $1 and p.run_id = $2 and p.account_id = $3`,
    [clientId, runId, accountId, bankDay, allowance.perDay, allowance.perRun],
  );
  return left;
}
