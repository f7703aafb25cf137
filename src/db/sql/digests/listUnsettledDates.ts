import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

export interface UnsettledDateRow {
  readonly date: CalendarDate;
  readonly since: CalendarDate;
}

/** Dates of the account on which a row was missed, or a count is not sure, and since when. */
export const listUnsettledDates = (
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
): Promise<UnsettledDateRow[]> =>
  query<UnsettledDateRow>(
    em,
    'select date, since from unsettled_dates where client_id = $1 and account_id = $2 order by since, date',
    [clientId, accountId],
  );
