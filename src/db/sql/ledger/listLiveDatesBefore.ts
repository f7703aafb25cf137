import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** The two nearest dates before the given one, and not before `from`, with a live row that no read has missed; ascending. */
export async function listLiveDatesBefore(
  em: EntityManager,
  {
    clientId,
    accountId,
    from,
    before,
  }: {
    readonly clientId: string;
    readonly accountId: string;
    readonly from: CalendarDate;
    readonly before: CalendarDate;
  },
): Promise<CalendarDate[]> {
  const rows = await query<{ date: CalendarDate }>(
    em,
    `select booking_date as date from bank_transactions
     where client_id = $1 and account_id = $2 and booking_date >= $3 and booking_date < $4
       and status = 'booked' and miss_count = 0
     group by booking_date order by booking_date desc limit 2`,
    [clientId, accountId, from, before],
  );
  return rows.map(({ date }) => date).toReversed();
}
