import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

export interface MissesOutOfReach {
  readonly date: CalendarDate;
  readonly transactionIds: readonly string[];
}

/**
 * Missed rows before the unattended floor, by date: no nightly read will confirm or clear them any more (ledger 5). Rows
 * that a task was made of before, open or closed, are left out: what a person has seen does not come again.
 */
export const listMissesOutOfReach = (
  em: EntityManager,
  {
    clientId,
    accountId,
    floor,
  }: { readonly clientId: string; readonly accountId: string; readonly floor: CalendarDate },
): Promise<MissesOutOfReach[]> =>
  query<MissesOutOfReach>(
    em,
    `select t.booking_date as date, json_agg(t.id order by t.id) as "transactionIds"
     from unsettled_dates u
     join bank_transactions t on t.client_id = u.client_id and t.account_id = u.account_id and t.booking_date = u.date
     where u.client_id = $1 and u.account_id = $2 and u.date < $3 and t.status = 'booked' and t.miss_count > 0
       and not exists (
         select from tasks k where k.client_id = $1 and k.account_id = $2 and k.kind = 'missed_row_out_of_reach'
           and k.transaction_ids @> to_jsonb(t.id::text)
       )
     group by t.booking_date order by t.booking_date`,
    [clientId, accountId, floor],
  );
