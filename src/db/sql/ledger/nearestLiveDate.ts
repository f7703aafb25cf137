import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** The nearest date before the given one with a live row that no read has missed; null: there is none. */
export async function nearestLiveDate(
  em: EntityManager,
  {
    clientId,
    accountId,
    before,
  }: { readonly clientId: string; readonly accountId: string; readonly before: CalendarDate },
): Promise<CalendarDate | null> {
  const [row] = await query<{ date: CalendarDate }>(
    em,
    `select booking_date as date from bank_transactions
     where client_id = $1 and account_id = $2 and booking_date < $3 and status = 'booked' and miss_count = 0
     order by booking_date desc limit 1`,
    [clientId, accountId, before],
  );
  return row?.date ?? null;
}
