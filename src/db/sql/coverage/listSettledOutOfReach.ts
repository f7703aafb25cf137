import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Dates of open tasks about unsettled dates out of reach that a read with a person present has settled. */
export async function listSettledOutOfReach(em: EntityManager, clientId: string, accountId: string): Promise<string[]> {
  const rows = await query<{ date: string }>(
    em,
    `select k.data ->> 'date' as date from tasks k
     where k.client_id = $1 and k.account_id = $2 and k.status = 'open' and k.kind = 'unsettled_date_out_of_reach'
       and not exists (
         select from unsettled_dates u
         where u.client_id = $1 and u.account_id = $2 and u.date = (k.data ->> 'date')::date
           and u.reason in ('uncertain_count', 'hard_conflict')
       )`,
    [clientId, accountId],
  );
  return rows.map(({ date }) => date);
}
