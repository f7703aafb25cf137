import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Items that together are not what the row paid; each alone may be. */
export interface VetoedSet {
  readonly transactionId: string;
  /** Two or more, in order. */
  readonly invoiceIds: readonly string[];
}

/**
 * Sets of several invoices that a person has rejected for these rows, or undone after the matcher had matched them: never
 * to be proposed again (matching 10). Rejections of one invoice are in `match_vetoes`.
 */
export async function listVetoedSets(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<readonly VetoedSet[]> {
  if (transactionIds.length === 0) return [];
  return query<VetoedSet>(
    em,
    `select distinct l.transaction_id as "transactionId",
            array(select part ->> 'invoice_id' from jsonb_array_elements(l.allocations) as part order by 1) as "invoiceIds"
     from match_actions l left join matches m on m.client_id = l.client_id and m.id = l.match_id
     where l.client_id = $1 and l.transaction_id = any($2) and jsonb_array_length(l.allocations) > 1
       and (l.action = 'reject' or (l.action = 'undo' and m.decided_by = 'matcher'))
     order by 1, 2`,
    [clientId, transactionIds],
  );
}
