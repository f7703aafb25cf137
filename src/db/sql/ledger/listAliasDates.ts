import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** The booking dates of the account's rows that ids name, as `provenIds` writes these. */
export async function listAliasDates(
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
  ids: readonly string[],
): Promise<CalendarDate[]> {
  if (ids.length === 0) return [];
  const rows = await query<{ date: CalendarDate }>(
    em,
    `select distinct t.booking_date as date
     from json_array_elements_text($3) as shown(id)
     join bank_transaction_aliases a on a.client_id = $1 and a.account_id = $2
       and a.kind = split_part(shown.id, ':', 1) and a.value = substr(shown.id, strpos(shown.id, ':') + 1)
     join bank_transactions t on t.client_id = a.client_id and t.id = a.transaction_id`,
    [clientId, accountId, JSON.stringify(ids)],
  );
  return rows.map(({ date }) => date);
}
