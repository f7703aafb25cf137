import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { WantedReread } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';

/** Asks for dates to be read alone, in this order, and counts the round (ledger 5). Returns how many. */
export async function insertRereads(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  wanted: readonly WantedReread[],
): Promise<number> {
  const records = wanted.map(({ targetDate, fromDate }) => ({ target_date: targetDate, from_date: fromDate }));
  const asked = await query(
    em,
    `with round as (
       update sync_run_accounts set reread_rounds = reread_rounds + 1
       where client_id = $1 and run_id = $2 and account_id = $3
       returning client_id, run_id, account_id
     )
     insert into sync_rereads (client_id, run_id, account_id, read_no, target_date, from_date)
     select round.client_id, round.run_id, round.account_id,
            w.place + (select coalesce(max(read_no), 0) from sync_rereads
                       where client_id = $1 and run_id = $2 and account_id = $3),
            (w.entry ->> 'target_date')::date, (w.entry ->> 'from_date')::date
     from round, json_array_elements($4) with ordinality as w(entry, place)
     returning read_no`,
    [clientId, runId, accountId, JSON.stringify(records)],
  );
  return asked.length;
}
