import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Dates of open tasks about missed rows out of reach that are none any more: shown again, or withdrawn. */
export async function listSettledMisses(em: EntityManager, clientId: string, accountId: string): Promise<string[]> {
  const rows = await query<{ date: string }>(
    em,
    `select k.data ->> 'date' as date from tasks k
     where k.client_id = $1 and k.account_id = $2 and k.status = 'open' and k.kind = 'missed_row_out_of_reach'
       and not exists (
         select from bank_transactions t
         where t.client_id = $1 and t.account_id = $2 and t.booking_date = (k.data ->> 'date')::date
           and t.status = 'booked' and t.miss_count > 0
       )`,
    [clientId, accountId],
  );
  return rows.map(({ date }) => date);
}
