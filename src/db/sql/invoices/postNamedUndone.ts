import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Matches that were undone before the ERP named them at these invoices as applied: it booked them meanwhile, and was told
 * that it need not (contract 4). They are posted from now on, so each is found once. Those that were posted when they were
 * undone are left out: the ERP knows.
 */
export async function postNamedUndone(
  em: EntityManager,
  clientId: string,
  invoiceIds: readonly string[],
): Promise<readonly string[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await query<{ id: string }>(
    em,
    `update matches m set posting_status = 'posted'
     from invoices i join allocations a on a.client_id = i.client_id and a.invoice_id = i.id
     where i.client_id = $1 and i.id = any($2) and i.applied_match_ids <> '[]'::jsonb
       and i.applied_match_ids ? a.match_id::text
       and m.client_id = $1 and m.id = a.match_id and m.state = 'undone' and m.posting_status = 'unposted'
     returning m.id`,
    [clientId, invoiceIds],
  );
  return rows.map(({ id }) => id).toSorted();
}
