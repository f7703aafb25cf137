import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { type DayDigest, rulesVersion } from '../../../domain/ledger/dayDigest.ts';
import type { ReadDates } from '../../../domain/ledger/skippableDates.ts';
import { query } from '../../tenantScope.ts';

/**
 * The digests of the dates that a merge has looked at become these: a date that is not settled loses its own, which would
 * hide the second confirmation (ledger 6, step 2). Dates that were skipped keep theirs.
 */
export async function replaceDayDigests(
  em: EntityManager,
  { clientId, accountId, runId }: RunAccountRef,
  { window, otherDates, skippedDates }: ReadDates,
  settled: readonly DayDigest[],
): Promise<void> {
  await query(
    em,
    `with settled as materialized (
       select * from json_to_recordset($7) as s(date date, entries int, digest text)
     ), gone as (
       delete from day_digests d
       where d.client_id = $1 and d.account_id = $2 and (d.date between $3 and $4 or d.date = any($5::date[]))
         and d.date <> all($6::date[]) and not exists (select from settled s where s.date = d.date)
     )
     insert into day_digests (client_id, account_id, date, digest, entries, rules_version, last_run_id)
     select $1, $2, date, decode(digest, 'hex'), entries, $8, $9 from settled
     on conflict (client_id, account_id, date) do update
     set digest = excluded.digest, entries = excluded.entries, rules_version = excluded.rules_version,
         last_run_id = excluded.last_run_id
     where (day_digests.digest, day_digests.entries, day_digests.rules_version)
           is distinct from (excluded.digest, excluded.entries, excluded.rules_version)`,
    [
      clientId,
      accountId,
      window.from,
      window.to,
      otherDates,
      [...skippedDates],
      JSON.stringify(settled),
      rulesVersion,
      runId,
    ],
  );
}
