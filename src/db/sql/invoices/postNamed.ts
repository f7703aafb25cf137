import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface PostedMatch {
  readonly id: string;
  readonly transactionId: string;
}

/**
 * Matches that the ERP has named at the invoices as applied are posted from now on, so each is found once (contract 4).
 * Unknown ids and matches of other invoices stay as they are.
 * @param state `active`; or `undone`: the ERP booked them meanwhile, and was told that it need not. Those that were posted
 * when they were undone are left out: the ERP knows.
 */
export async function postNamed(
  em: EntityManager,
  clientId: string,
  invoiceIds: readonly string[],
  state: 'active' | 'undone',
): Promise<PostedMatch[]> {
  if (invoiceIds.length === 0) return [];
  return query<PostedMatch>(
    em,
    `update matches m set posting_status = 'posted'
     from invoices i join allocations a on a.client_id = i.client_id and a.invoice_id = i.id
     where i.client_id = $1 and i.id = any($2) and i.applied_match_ids <> '[]'::jsonb
       and i.applied_match_ids ? a.match_id::text
       and m.client_id = $1 and m.id = a.match_id and m.state = $3 and m.posting_status = 'unposted'
     returning m.id, m.transaction_id as "transactionId"`,
    [clientId, invoiceIds, state],
  );
}
