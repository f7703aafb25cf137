import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

/**
 * How often the most-read account of a connection was read since an instant with nobody present: each part of such a run
 * has asked the bank for a first page.
 */
export async function countUnattendedReads(
  em: EntityManager,
  { clientId, connectionId, since }: { readonly clientId: string; readonly connectionId: string; readonly since: Date },
): Promise<number> {
  const { reads } = await queryOne<{ reads: number }>(
    em,
    `select coalesce(max(n), 0)::int as reads from (
       select count(*) as n from sync_runs r
       join sync_run_accounts p on p.client_id = r.client_id and p.run_id = r.id
       where r.client_id = $1 and r.connection_id = $2 and r.started_at >= $3 and not r.attended
         and p.outcome is distinct from 'elsewhere'
       group by p.account_id
     ) by_account`,
    [clientId, connectionId, since],
  );
  return reads;
}
