import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { appendChanges } from '../changes/appendChanges.ts';

/**
 * Brings an account's rows to its cut-over (contract 3.1): unmatched ones before it are ignored, those that were ignored
 * for it alone and lie behind it wait again. Rows that somebody decided about stay as they are. Call it last in the
 * transaction (`appendChanges`). Returns how many rows changed.
 */
export async function applyMatchFrom(em: EntityManager, clientId: string, accountId: string): Promise<number> {
  const rows = await query<{ id: string }>(
    em,
    `update bank_transactions t
     set match_status = case when t.booking_date < a.match_from then 'ignored' else 'unmatched' end,
         ignored_because = case when t.booking_date < a.match_from then 'before_cutover' end,
         updated_at = now()
     from bank_accounts a
     where a.client_id = $1 and a.id = $2
       and t.client_id = $1 and t.account_id = $2 and t.status = 'booked'
       and (   (t.match_status = 'unmatched' and t.booking_date < a.match_from)
            or (t.match_status = 'ignored' and t.ignored_because = 'before_cutover'
                and (a.match_from is null or t.booking_date >= a.match_from)))
     returning t.id`,
    [clientId, accountId],
  );
  await appendChanges(
    em,
    clientId,
    rows.map(({ id }) => ({ transactionId: id, change: 'match_changed' as const })),
  );
  return rows.length;
}
