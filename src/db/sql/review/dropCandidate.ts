import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** SQL: the invoices of an acceptance, or of a candidate, in order. */
const invoicesOf = (record: string): string =>
  `array(select part ->> 'invoice_id' from jsonb_array_elements(${record} -> 'allocations') as part order by 1)`;

/**
 * Takes a rejected candidate out of an open item, as its next version. An item that has none left stays in the queue as
 * `no_candidate`, and its row is `unmatched`: nothing plausible is left (matching 7). What one person accepted and another
 * rejects is accepted by nobody (matching 9).
 */
export async function dropCandidate(
  em: EntityManager,
  clientId: string,
  { itemId, candidateId }: { readonly itemId: string; readonly candidateId: string },
): Promise<void> {
  await query(
    em,
    `with dropped as (
       update review_items r
       set candidates = left_over.candidates, version = r.version + 1, updated_at = now(),
           kind = case when left_over.candidates = '[]' then 'no_candidate' else r.kind end,
           first_acceptance = case when ${invoicesOf('r.first_acceptance')} = left_over.rejected then null
                                   else r.first_acceptance end
       from (
         select coalesce(jsonb_agg(c.candidate order by c.place) filter (where c.candidate ->> 'id' <> $3), '[]')
                as candidates,
                max(${invoicesOf('c.candidate')}) filter (where c.candidate ->> 'id' = $3) as rejected
         from review_items i, jsonb_array_elements(i.candidates) with ordinality as c(candidate, place)
         where i.client_id = $1 and i.id = $2
       ) left_over
       where r.client_id = $1 and r.id = $2 and r.status = 'open'
       returning r.transaction_id, r.kind
     )
     update bank_transactions t set match_status = 'unmatched', updated_at = now()
     from dropped d
     where t.client_id = $1 and t.id = d.transaction_id and d.kind = 'no_candidate' and t.match_status = 'review'`,
    [clientId, itemId, candidateId],
  );
}
