import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { UnsettledReason } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';

export interface UnsettledOutOfReach {
  readonly date: CalendarDate;
  readonly reason: UnsettledReason;
}

/**
 * Dates before the unattended floor with an entry that waits for its date to be read alone: no nightly read will do so any
 * more (ledger 5). What a person has seen does not come again (I22).
 */
export const listUnsettledOutOfReach = (
  em: EntityManager,
  {
    clientId,
    accountId,
    floor,
  }: { readonly clientId: string; readonly accountId: string; readonly floor: CalendarDate },
): Promise<UnsettledOutOfReach[]> =>
  query<UnsettledOutOfReach>(
    em,
    `select u.date, u.reason from unsettled_dates u
     where u.client_id = $1 and u.account_id = $2 and u.date < $3 and u.reason in ('uncertain_count', 'hard_conflict')
       and not exists (
         select from tasks k
         where k.client_id = $1 and k.account_id = $2 and k.kind = 'unsettled_date_out_of_reach'
           and k.data ->> 'date' = u.date::text and (k.status = 'open' or k.closed_by <> 'workflow')
       )
     order by u.date`,
    [clientId, accountId, floor],
  );
