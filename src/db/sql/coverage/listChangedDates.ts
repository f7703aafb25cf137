import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { DateRange } from '../../../domain/coverage.ts';
import { query } from '../../tenantScope.ts';

/** Dates of a range of which a run has written a row. */
export async function listChangedDates(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { from, to }: DateRange,
): Promise<CalendarDate[]> {
  const rows = await query<{ date: CalendarDate }>(
    em,
    `select distinct booking_date as date from bank_transactions
     where client_id = $1 and account_id = $3 and booking_date between $4 and $5 and last_changed_run_id = $2`,
    [clientId, runId, accountId, from, to],
  );
  return rows.map(({ date }) => date);
}
