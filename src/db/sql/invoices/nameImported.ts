import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** SQL: the ERP has told match `m` as a decision of its own. */
export const isImported = `exists (
  select from match_actions l
  where l.client_id = m.client_id and l.transaction_id = m.transaction_id and l.match_id = m.id and l.action = 'import')`;

/**
 * Matches that were imported, too, are payments made elsewhere: the invoices' figures hold them without naming them
 * (contract 4). Import and figure come in either order, so one counts as named from the first figure on that can hold it:
 * what is open and what is held come to no more than the invoice. The invoices are held.
 */
export async function nameImported(em: EntityManager, clientId: string, invoiceIds: readonly string[]): Promise<void> {
  if (invoiceIds.length === 0) return;
  await query(
    em,
    `with used as (
       select a.invoice_id, a.match_id, i.applied_match_ids ? a.match_id::text as is_named, i.amount_minor,
              i.open_amount_minor + sum(a.amount_minor) over (
                partition by a.invoice_id order by i.applied_match_ids ? a.match_id::text desc, m.created_at, m.id) as held
       from invoices i
       join allocations a on a.client_id = i.client_id and a.invoice_id = i.id
       join matches m on m.client_id = a.client_id and m.id = a.match_id
       where i.client_id = $1 and i.id = any($2) and m.state = 'active'
         and (i.applied_match_ids ? a.match_id::text or ${isImported})
     ), fitting as (
       select invoice_id, jsonb_agg(match_id) as match_ids from used
       where not is_named and held <= amount_minor group by invoice_id
     )
     update invoices i set applied_match_ids = i.applied_match_ids || f.match_ids, updated_at = now()
     from fitting f where i.client_id = $1 and i.id = f.invoice_id`,
    [clientId, invoiceIds],
  );
}
