import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface EndedMatch {
  readonly transactionId: string;
  /** The ERP has it in its ledger and must take it out there. */
  readonly wasPosted: boolean;
}

/**
 * Undoes an active match: its allocations count no more, and its row waits again, or, before its account's cut-over, is
 * ignored as the others of that time are: they are never queued (contract 3.1). The row and the match's invoices are
 * held before. Null: it is not active any more.
 */
export async function endMatch(
  em: EntityManager,
  clientId: string,
  { matchId, user }: { readonly matchId: string; readonly user: string | null },
): Promise<EndedMatch | null> {
  const [ended] = await query<EndedMatch>(
    em,
    `with ended as (
       update matches set state = 'undone', undone_at = now(), undone_user_ref = $3
       where client_id = $1 and id = $2 and state = 'active'
       returning transaction_id, posting_status
     ), waiting as (
       update bank_transactions t
       set match_status = case when t.booking_date < a.match_from then 'ignored' else 'unmatched' end,
           ignored_because = case when t.booking_date < a.match_from then 'before_cutover' end, updated_at = now()
       from ended, bank_accounts a
       where t.client_id = $1 and t.id = ended.transaction_id and t.match_status = 'matched'
         and a.client_id = t.client_id and a.id = t.account_id
     )
     select transaction_id as "transactionId", posting_status = 'posted' as "wasPosted" from ended`,
    [clientId, matchId, user],
  );
  return ended ?? null;
}
