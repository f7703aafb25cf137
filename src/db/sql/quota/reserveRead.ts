import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { ReadAllowance } from '../../../domain/unattendedReads.ts';
import { query } from '../../tenantScope.ts';
import type { CountedEndpoint } from './countedEndpoint.ts';

export interface ReadToReserve {
  readonly endpoint: CountedEndpoint;
  /** In the bank's zone. */
  readonly bankDay: CalendarDate;
  readonly allowance: ReadAllowance;
  /** Of the attempt that wants to read (D-3). */
  readonly fence: string;
}

/**
 * Takes one of the day's unattended reads, and one of the run's where pages are read, before the bank is called (D-12):
 * in a transaction of its own, or a crash would bring it back. False, and nothing is written: none is left, the bank has
 * closed the day, or another attempt has begun.
 */
export async function reserveRead(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { endpoint, bankDay, allowance, fence }: ReadToReserve,
): Promise<boolean> {
  const reserved = await query(
    em,
    `with part as (
       select client_id, run_id, account_id from sync_run_accounts
       where client_id = $1 and run_id = $2 and account_id = $3 and fence = $8
         and ($4 <> 'transactions' or unattended_reads < $7)
       for no key update
     ), read as (
       insert into unattended_bank_reads as day (client_id, account_id, endpoint, bank_day, used)
       select client_id, account_id, $4, $5, 1 from part where $6 > 0
       on conflict (client_id, account_id, endpoint, bank_day) do update set used = day.used + 1
       where not day.closed and day.used < $6
       returning account_id
     )
     update sync_run_accounts p
     set unattended_reads = p.unattended_reads + case when $4 = 'transactions' then 1 else 0 end
     from part, read
     where p.client_id = part.client_id and p.run_id = part.run_id and p.account_id = part.account_id
     returning p.account_id`,
    [clientId, runId, accountId, endpoint, bankDay, allowance.perDay, allowance.perRun, fence],
  );
  return reserved.length > 0;
}
