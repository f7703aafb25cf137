import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { UnsettledReason } from '../../../domain/ledger/mergePlan.ts';
import type { ReadDates } from '../../../domain/ledger/skippableDates.ts';
import { query } from '../../tenantScope.ts';

/**
 * Of the dates that a merge has looked at these are not settled. One that was not before keeps its day: the longest
 * waiting is read again first (ledger 5).
 */
export async function replaceUnsettledDates(
  em: EntityManager,
  { clientId, accountId }: RunAccountRef,
  { window, otherDates, skippedDates }: ReadDates,
  { unsettled, today }: { readonly unsettled: ReadonlyMap<string, UnsettledReason>; readonly today: CalendarDate },
): Promise<void> {
  await query(
    em,
    `with unsettled as materialized (
       select * from json_to_recordset($7) as u(date date, reason text)
     ), settled as (
       delete from unsettled_dates d
       where d.client_id = $1 and d.account_id = $2 and (d.date between $3 and $4 or d.date = any($5::date[]))
         and d.date <> all($6::date[]) and not exists (select from unsettled u where u.date = d.date)
     )
     insert into unsettled_dates (client_id, account_id, date, reason, since)
     select $1, $2, date, reason, $8 from unsettled
     on conflict (client_id, account_id, date) do update set reason = excluded.reason
     where unsettled_dates.reason <> excluded.reason`,
    [
      clientId,
      accountId,
      window.from,
      window.to,
      otherDates,
      [...skippedDates],
      JSON.stringify([...unsettled].map(([date, reason]) => ({ date, reason }))),
      today,
    ],
  );
}
