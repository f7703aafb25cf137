import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CoverageInterval } from '../../../domain/coverage.ts';
import { query } from '../../tenantScope.ts';

/** The account's coverage becomes these intervals; those that stay as they are keep the run that made them. */
export async function replaceCoverage(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  intervals: readonly CoverageInterval[],
): Promise<void> {
  await query(
    em,
    `with wanted as materialized (
       select * from json_to_recordset($4) as w("from" date, "to" date, state text, reason text)
     ), gone as (
       delete from coverage where client_id = $1 and account_id = $2 and from_date not in (select "from" from wanted)
     )
     insert into coverage (client_id, account_id, from_date, to_date, state, reason, run_id)
     select $1, $2, "from", "to", state, reason, $3 from wanted
     on conflict (client_id, account_id, from_date) do update
     set to_date = excluded.to_date, state = excluded.state, reason = excluded.reason, run_id = excluded.run_id,
         updated_at = now()
     where coverage.to_date <> excluded.to_date or coverage.state <> excluded.state
        or coverage.reason is distinct from excluded.reason`,
    [clientId, accountId, runId, JSON.stringify(intervals)],
  );
}
