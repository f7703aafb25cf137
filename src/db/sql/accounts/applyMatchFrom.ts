import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { appendChanges } from '../changes/appendChanges.ts';
import { closeReviewItems } from '../matching/closeReviewItems.ts';
import { holdOffMatching } from '../matching/lockMatching.ts';

/**
 * Brings accounts' rows to their cut-over (contract 3.1): those that wait before it, in the queue or not, are ignored,
 * those that were ignored for it alone and lie behind it wait again. Rows that are matched, or ignored by somebody, stay as
 * they are. Call it last in the transaction (`appendChanges`). Returns how many rows changed.
 */
export async function applyMatchFrom(
  em: EntityManager,
  clientId: string,
  accountIds: readonly string[],
): Promise<number> {
  await holdOffMatching(em, clientId);
  // In the order of ids, as all that lock several rows do.
  const rows = await query<{ id: string; match_status: string }>(
    em,
    `with wanted as materialized (
       select t.id, coalesce(t.booking_date < a.match_from, false) as is_before
       from bank_transactions t join bank_accounts a on a.client_id = t.client_id and a.id = t.account_id
       where t.client_id = $1 and t.account_id = any($2) and t.status = 'booked'
         and (   (t.match_status in ('unmatched', 'review') and t.booking_date < a.match_from)
              or (t.match_status = 'ignored' and t.ignored_because = 'before_cutover'
                  and (a.match_from is null or t.booking_date >= a.match_from)))
       order by t.id for no key update of t
     )
     update bank_transactions t
     set match_status = case when w.is_before then 'ignored' else 'unmatched' end,
         ignored_because = case when w.is_before then 'before_cutover' end,
         updated_at = now()
     from wanted w where t.client_id = $1 and t.id = w.id
     returning t.id, t.match_status`,
    [clientId, accountIds],
  );
  await closeReviewItems(
    em,
    clientId,
    rows.flatMap(({ id, match_status }) => (match_status === 'ignored' ? [id] : [])),
  );
  await appendChanges(
    em,
    clientId,
    rows.map(({ id }) => ({ transactionId: id, change: 'match_changed' as const })),
  );
  return rows.length;
}
