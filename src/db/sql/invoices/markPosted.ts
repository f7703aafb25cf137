import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * The matches that the ERP has named at the invoices as applied are posted (contract 4). Unknown ids, matches of other
 * invoices and those that were undone stay as they are. Returns the rows whose match changed.
 */
export async function markPosted(
  em: EntityManager,
  clientId: string,
  invoiceIds: readonly string[],
): Promise<readonly string[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await query<{ transaction_id: string }>(
    em,
    `update matches m set posting_status = 'posted'
     from invoices i join allocations a on a.client_id = i.client_id and a.invoice_id = i.id
     where i.client_id = $1 and i.id = any($2) and i.applied_match_ids <> '[]'::jsonb
       and i.applied_match_ids ? a.match_id::text
       and m.client_id = $1 and m.id = a.match_id and m.state = 'active' and m.posting_status = 'unposted'
     returning m.transaction_id`,
    [clientId, invoiceIds],
  );
  return rows.map(({ transaction_id }) => transaction_id);
}
