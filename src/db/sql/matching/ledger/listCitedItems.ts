import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenItem } from '../../../../domain/matching/openItem.ts';
import { query } from '../../../tenantScope.ts';
import { type ItemRow, itemColumns, toItem } from './itemRow.ts';

/** A number that thousands of items carry cites none of them. */
const mostOfReference = 200;

/**
 * Items, open or closed, that carry one of the KIDs (without zeros before and a final `-`) or are found by one of the
 * forms of a number (`numberVariants`): blocking A and B (matching 3).
 */
export async function listCitedItems(
  em: EntityManager,
  clientId: string,
  { kidKeys, numbers }: { readonly kidKeys: readonly string[]; readonly numbers: readonly string[] },
): Promise<readonly OpenItem[]> {
  if (kidKeys.length === 0 && numbers.length === 0) return [];
  const rows = await query<ItemRow>(
    em,
    `with kids as (select unnest($2::text[]) as value), numbers as (select unnest($3::text[]) as value),
     hits as (
       select i.id from kids k cross join lateral (
         select i.id from invoices i where i.client_id = $1 and i.kid_key = k.value order by i.id limit ${mostOfReference}) i
       union
       select i.id from numbers n cross join lateral (
         select i.id from invoices i where i.client_id = $1 and i.number_key = n.value order by i.id limit ${mostOfReference}) i
       union
       select i.id from numbers n cross join lateral (
         select i.id from invoices i where i.client_id = $1 and i.number_run = n.value order by i.id limit ${mostOfReference}) i
       union
       select i.id from numbers n cross join lateral (
         select i.id from invoices i where i.client_id = $1 and i.number_digits = n.value order by i.id limit ${mostOfReference}) i
     )
     select ${itemColumns} from hits h join invoices i on i.client_id = $1 and i.id = h.id`,
    [clientId, kidKeys, numbers],
  );
  return rows.map(toItem);
}
