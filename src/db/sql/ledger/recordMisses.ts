import type { EntityManager } from '@mikro-orm/postgresql';
import type { RowMiss } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';

/** Live rows that a whole read did not show (ledger 6, step 5). Nothing of it is told to anybody. */
export async function recordMisses(em: EntityManager, clientId: string, misses: readonly RowMiss[]): Promise<void> {
  if (misses.length === 0) return;
  const records = misses.map(({ storedId, missCount, missedSinceMerge, firstMissedOn }) => ({
    id: storedId,
    miss_count: missCount,
    missed_since_merge: missedSinceMerge,
    first_missed_on: firstMissedOn,
  }));
  await query(
    em,
    `update bank_transactions t
     set miss_count = r.miss_count, missed_since_merge = r.missed_since_merge, first_missed_on = r.first_missed_on
     from json_to_recordset($2) as r(id uuid, miss_count int, missed_since_merge bigint, first_missed_on date)
     where t.client_id = $1 and t.id = r.id and t.status = 'booked'`,
    [clientId, JSON.stringify(records)],
  );
}
